"""Question SB09 proves to have a wrong key (design 1, scenario 10): from the new version to the units' figures."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from lms.assessment.models import Attempt, GradeEvent, Regrade, RegradeLine
from lms.assessment.regrading import services
from lms.audit.models import Entry
from lms.common import clock
from lms.curricula.models import Assignment, Curriculum
from lms.notices.models import Notice
from lms.people.models import Department
from lms.reports.selectors import completion_figures
from lms.reports.selectors.recount import differences as recounted
from lms.study.models import Completion, Enrolment, SupersededCompletion
from lms.supervision.selectors import differences, digest_now
from lms.supervision.services import freeze
from lms.transcript.models import Certificate, CreditEntry
from tests import factories
from tests.assessment.regrading.conftest import LATER, REASON

THE_DAY_BEFORE = LATER.date() - dt.timedelta(days=1)


@pytest.fixture
def people(cast, room, clock_at):
    """One who gains, one who loses, one who changes nothing, one whose grade only rises, one who has begun nothing."""
    clock_at(LATER)
    made = {name: factories.person(name, cast.section) for name in ("得", "失", "平", "升")}
    curriculum = Curriculum.objects.create(code="K1", title="必修", cycle="2026", basis="1号",
                                           issued_on=dt.date(2026, 5, 1), due_on=dt.date(2026, 6, 2))
    for person in made.values():
        Assignment.objects.create(
            person=person, course=room.version.course, cycle="2026", curriculum=curriculum, required=True,
            reason="科室", basis="1号", issued_on=curriculum.issued_on, due_on=curriculum.due_on,
        )
    room.sit(made["得"], right=2, said="B")  # 40 → 60
    room.sit(made["失"], right=2, said="A")  # 60 → 40
    room.sit(made["平"], right=3, said="C")  # 60 stays
    room.sit(made["升"], right=3, said="B")  # 60 → 80
    return made


def score(person) -> tuple:
    attempt = Attempt.objects.get(enrolment__person=person)
    return attempt.score, attempt.passed


def hours(person) -> Decimal:
    return sum((row.hours for row in CreditEntry.objects.filter(person=person)), Decimal(0))


def everything() -> list:
    """All that a grade leads to, row by row."""
    models = (GradeEvent, Attempt, Enrolment, Completion, SupersededCompletion, CreditEntry, Certificate)
    return [list(model.objects.order_by("pk").values()) for model in models]


def count_check() -> int:
    with pytest.raises(SystemExit) as ended:
        call_command("recount", "--check", stdout=StringIO())
    return ended.value.code


def test_the_whole_day(cast, room, people, client, clock_at):
    assert [score(people[name]) for name in "得失平升"] == [(40, False), (60, True), (60, True), (60, True)]
    snapshot = freeze(on=THE_DAY_BEFORE, by=None, at=LATER)
    digest = digest_now(snapshot, snapshot.frozen.all())
    old_events = list(GradeEvent.objects.order_by("pk").values())
    room.corrected()

    # The preview: who, from, to, pass ↔ fail, certificate, hours. Nothing is written.
    before = everything()
    regrade = room.opened(keep_passes=False, keep_reason="合格线由规定统一")
    assert everything() == before
    lines = {line.attempt.enrolment.person.full_name: line for line in regrade.lines.all()}
    assert {name: (line.old_score, line.new_score, line.effect, line.hours) for name, line in lines.items()} == {
        "得": (40, 60, "gained", 2), "失": (60, 40, "lost", -2), "平": (60, 60, "none", 0), "升": (60, 80, "grade", 0),
    }
    expected = {"people": 4, "attempts": 4, "changed": 3, "to_pass": 1, "to_fail": 1, "kept": 0, "gained": 1, "lost": 1,
                "up": 2, "down": 1, "hours_in": "2.00", "hours_out": "2.00", "live": 0}
    assert {name: regrade.counts[name] for name in expected} == expected

    # The proposer cannot confirm; the second person is told, and does, on the page.
    services.propose(regrade=regrade, by=room.hr, at=LATER)
    waiting = Notice.objects.filter(key__startswith="assessment.regrade_wait:")
    assert [(notice.person, notice.url) for notice in waiting] == [
        (room.second, reverse("assessment:regrade", args=[regrade.pk]))]
    with pytest.raises(services.RegradeRefused, match="不能确认本人"):
        services.confirm(regrade=regrade, by=room.hr, at=LATER)
    assert everything() == before
    confirm_on_page(client, room.second, regrade)

    # Everybody once; old events stay; the new ones supersede.
    regrade.refresh_from_db()
    assert (regrade.state, regrade.decided_by) == ("done", room.second)
    assert [score(people[name]) for name in "得失平升"] == [(60, True), (40, False), (60, True), (80, True)]
    events = list(GradeEvent.objects.order_by("pk").values())
    assert events[:4] == old_events
    assert [(event["kind"], event["by_id"], event["note"]) for event in events[4:]] == [
        ("regraded", room.second.pk, REASON)] * 3
    assert {line.event.score for line in regrade.lines.filter(event__isnull=False)} == {60, 40, 80}

    follows(people)
    told(people)
    logged(regrade)

    # The figures of the units are those of the records; what was frozen is not touched, and shows the difference.
    assert recounted(clock.today()) == []
    assert count_check() == 0
    assert digest_now(snapshot, snapshot.frozen.all()) == digest == snapshot.digest
    figures = {row.unit.code: row.figures for row in completion_figures(
        Department.objects.all(), clock.today(), "2026", below=False)}
    assert (figures["0101"].completed, figures["0101"].passed, figures["0101"].sat) == (3, 3, 4)
    shown = differences(snapshot)
    assert [(row.frozen.score_total, row.now.score_total) for row in shown] == [(220, 240)]


def confirm_on_page(client, second, regrade: Regrade) -> None:
    client.force_login(second, backend="lms.people.backends.PasswordBackend")
    page = client.get(reverse("assessment:regrade", args=[regrade.pk]))
    assert "请您作为第二人审核" in page.content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(reverse("assessment:regrade_confirm", args=[regrade.pk]), {"words": "同意"})
    assert answer.status_code == 302
    assert "/jobs/" in answer["Location"]


def follows(people) -> None:
    """Completion, hours and certificate: entered, reversed, corrected."""
    gained, lost, risen = people["得"], people["失"], people["升"]
    done = Completion.objects.get(person=gained)
    assert done.completed_at == Attempt.objects.get(enrolment__person=gained).closed_at  # the day he had earned it
    assert (done.grade, done.department.code, hours(gained)) == (60, "0101", 2)
    assert Certificate.objects.get(person=gained).revoked_at is None

    assert not Completion.objects.filter(person=lost).exists()
    was = SupersededCompletion.objects.get(enrolment__person=lost)
    assert (was.grade, was.why, was.record["department"]) == (60, REASON, lost.postings.get().department_id)
    assert [row.hours for row in CreditEntry.objects.filter(person=lost).order_by("pk")] == [2, -2]
    revoked = Certificate.objects.get(person=lost)
    assert (revoked.revoked_at, revoked.revoked_reason) == (LATER, REASON)

    assert Completion.objects.get(person=risen).grade == 80
    entries = CreditEntry.objects.filter(person=risen).order_by("pk")
    assert [(row.hours, row.result) for row in entries] == [(2, "60.00"), (-2, ""), (2, "80.00")]
    assert Certificate.objects.get(person=risen).revoked_at is None
    assert Enrolment.objects.get(person=lost).passed_at is None
    assert Enrolment.objects.get(person=risen).grade == 80


def told(people) -> None:
    notices = Notice.objects.filter(key__regex=r"^assessment\.regrade:")
    assert sorted(notice.person.full_name for notice in notices) == sorted("得失升")
    gained = notices.get(person=people["得"])
    for words in ("40 分、不合格 → 60 分、合格", REASON, "按新答案评分", "记入 2 学时", "申请成绩复核", "CIP-2026-"):
        assert words in gained.body
    assert "撤销证书" in notices.get(person=people["失"]).body
    assert not Notice.objects.filter(person=people["得"], key__startswith="study/").exists()  # told once


def logged(regrade: Regrade) -> None:
    acts = Entry.objects.filter(action__startswith="assessment.regrade").order_by("pk").values_list("action", flat=True)
    steps = ["open", "propose", "confirm"]
    assert list(acts) == [*(f"assessment.regrade_{step}" for step in steps), *["assessment.regrade"] * 3,
                          "assessment.regrade_done"]
    detail = Entry.objects.filter(action="assessment.regrade", detail__from="40.00").get().detail
    assert (detail["to"], detail["passed_from"], detail["passed_to"]) == ("60.00", False, True)


def test_passes_are_kept_unless_hr_says_otherwise(room, people):
    room.corrected()
    regrade = room.done()
    assert regrade.keep_passes
    assert score(people["失"]) == (40, True)
    assert Enrolment.objects.get(person=people["失"]).passed_at is not None
    assert Completion.objects.get(person=people["失"]).grade == 40
    assert Certificate.objects.get(person=people["失"]).revoked_at is None
    assert hours(people["失"]) == 2
    assert RegradeLine.objects.get(attempt__enrolment__person=people["失"]).kept
    assert "您的合格结果予以保留" in Notice.objects.get(person=people["失"], key__regex=r"^assessment\.regrade:").body
    assert recounted(clock.today()) == []
