"""Carried out: each attempt once, twice is once, killed in the middle and gone on with, attempts that are going on."""

from unittest import mock

import pytest

from lms.assessment import services as assessment
from lms.assessment.models import Attempt, GradeEvent, RegradeLine
from lms.assessment.regrading import carrying, finding, services
from lms.assessment.regrading.carrying import carry_out
from lms.assessment.regrading.services import RegradeRefused
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.study.models import Completion, Enrolment
from lms.transcript.models import Certificate, CreditEntry
from tests import factories
from tests.assessment.conftest import MINUTE, NINE
from tests.assessment.regrading.conftest import LATER, letter


def written() -> list:
    models = (GradeEvent, Attempt, RegradeLine, Completion, CreditEntry, Certificate, Notice, Enrolment, Entry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def again(regrade):
    return carry_out(regrade=regrade, now=lambda: LATER)


def test_only_what_was_confirmed_is_carried_out(cast, room):
    room.sit(cast.learner, right=2, said="B")
    room.corrected()
    regrade = room.opened()
    for step in (lambda: None, lambda: services.propose(regrade=regrade, by=room.hr, at=LATER)):
        step()
        with pytest.raises(RegradeRefused):
            again(regrade)
    assert Attempt.objects.get().score == 40


def test_twice_is_once(cast, room):
    room.sit(cast.learner, right=2, said="B")
    room.corrected()
    regrade = room.done()
    before = written()
    assert again(regrade).state == "done"
    assert written() == before


@pytest.mark.parametrize("killed_at", [1, 2, 3])
def test_killed_in_the_middle_it_goes_on(cast, room, monkeypatch, killed_at):
    """One task at a time, and the process dies before the n-th is written."""
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    people = [factories.person(f"甲{number}", cast.section) for number in range(4)]
    for number, person in enumerate(people):
        room.sit(person, right=2, said="BA"[number % 2])
    room.corrected()
    regrade = room.confirmed(keep_passes=False, keep_reason="统一")
    told, calls = carrying.tell_learners, []

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) == killed_at:
            raise KeyboardInterrupt
        return told(*args, **kwargs)

    with mock.patch.object(carrying, "tell_learners", dies), pytest.raises(KeyboardInterrupt):
        again(regrade)
    assert GradeEvent.objects.filter(kind="regraded").count() == killed_at - 1 == RegradeLine.objects.filter(
        done_at__isnull=False).count()
    done = again(regrade)
    assert (done.state, done.result["changed"]) == ("done", 4)
    assert GradeEvent.objects.filter(kind="regraded").count() == 4
    assert [Attempt.objects.get(enrolment__person=person).score for person in people] == [60, 40, 60, 40]
    assert Notice.objects.filter(key__regex=r"^assessment\.regrade:").count() == 4


def test_an_attempt_going_on_is_marked_by_the_new_rule(cast, room):
    live = room.sit(cast.learner, right=2, said="B", close=False)
    room.corrected()
    regrade = room.confirmed()
    assert regrade.counts["live"] == 1
    assert again(regrade).state == "done"
    assert not RegradeLine.objects.exists()
    closed = assessment.hand_in(attempt=live, at=NINE + 9 * MINUTE)
    assert (closed.score, closed.passed) == (60, True)
    line = RegradeLine.objects.get()
    assert (line.old_score, line.new_score, line.event.kind) == (None, 60, "marked")
    assert Entry.objects.filter(action="assessment.new_rule", detail__regrades=[regrade.pk]).exists()
    before = written()
    again(regrade)
    assert written() == before


def test_handed_in_between_confirmation_and_job(cast, room):
    """It is marked by the new rule already, so the job finds nothing to do."""
    live = room.sit(cast.learner, right=2, said="B", close=False)
    room.corrected()
    regrade = room.confirmed()
    assert assessment.hand_in(attempt=live, at=NINE + 9 * MINUTE).score == 60
    assert again(regrade).result["new_rule"] == 1
    assert GradeEvent.objects.count() == 1


def test_handed_in_between_preview_and_confirmation(cast, room):
    """Nobody foresaw it, and it is regraded all the same."""
    live = room.sit(cast.learner, right=2, said="B", close=False)
    room.corrected()
    regrade = room.proposed()
    assert assessment.hand_in(attempt=live, at=NINE + 9 * MINUTE).score == 40
    services.confirm(regrade=regrade, by=room.second, at=LATER)
    done = again(regrade)
    assert (done.counts["attempts"], done.result["changed"], Attempt.objects.get().score) == (0, 1, 60)


def test_both_attempts_of_a_person_and_one_notice(cast, room):
    room.sit(cast.learner, right=1, said="B")
    room.sit(cast.learner, right=2, said="B", at=NINE + 60 * MINUTE)
    room.corrected()
    regrade = room.done()
    assert list(Attempt.objects.order_by("number").values_list("score", "passed")) == [(40, False), (60, True)]
    assert (regrade.result["changed"], regrade.result["people_changed"], regrade.result["hours_in"]) == (2, 1, "2.00")
    notice = Notice.objects.get(key__regex=r"^assessment\.regrade:")
    assert "第 1 次作答：20 分" in notice.body
    assert "第 2 次作答：40 分" in notice.body


def test_a_lesson_still_open_waits_for_its_completion(cast, room):
    room.sit(cast.learner, right=2, said="B")
    cast.learner.enrolments.get().progress.filter(lesson_code="T-01-L2").update(passed_at=None)
    room.corrected()
    regrade = room.done()
    assert regrade.lines.get().effect == "waits"
    assert not Completion.objects.exists()
    assert Enrolment.objects.get().passed_at == Attempt.objects.get().closed_at


def test_gained_lost_and_gained_again(cast, room):
    """Three regrades of one question: entry, reversal, entry again; each certificate its own."""
    room.sit(cast.learner, right=2, said="B")
    room.corrected()
    room.done()
    room.corrected(answer=["C"])
    room.done(wrong=[1, 2], keep_passes=False, keep_reason="统一")
    assert Attempt.objects.get().score == 40
    assert not Completion.objects.exists()
    room.corrected(answer=["B"])
    room.done(wrong=[1, 2, 3])
    assert Completion.objects.get().grade == 60
    assert [row.hours for row in CreditEntry.objects.order_by("pk")] == [2, -2, 2]
    assert [row.revoked_at is None for row in Certificate.objects.order_by("pk")] == [False, True]
    assert [event.kind for event in GradeEvent.objects.order_by("pk")] == ["marked", *["regraded"] * 3]


def test_other_banks_and_versions_are_left_alone(cast, room):
    attempt = room.sit(cast.learner, right=2, said="A")
    room.corrected()
    newer = room.sit(cast.stranger, right=2, said="A")  # drew version 2
    regrade = room.done()
    assert regrade.lines.get().attempt == attempt
    newer.refresh_from_db()
    assert newer.score == 40


def test_the_learner_reads_it_on_his_result(cast, room, client):
    attempt = room.sit(cast.learner, right=2, said="B")
    room.corrected()
    room.done()
    client.force_login(cast.learner, backend="lms.people.backends.PasswordBackend")
    page = client.get(f"/assessment/attempt/{attempt.pk}/result/").content.decode()
    assert "成绩由 40 分更正为 60 分：按新答案评分" in page
    intro = client.get("/assessment/T-01/").content.decode()
    assert "已改分，原 40 分" in intro
    assert intro.count(f"/assessment/attempt/{attempt.pk}/result/") == 1


def test_letters_of_a_shuffled_paper(cast, room):
    """What a test calls B is the option of those words, wherever the paper shows it."""
    attempt = room.sit(cast.learner, right=4, said="B")
    item = next(one for one in attempt.paper["items"] if one["question"] == "B1-S1")
    assert attempt.responses.get(item=item["item"]).answer == [letter(item, "B")]
