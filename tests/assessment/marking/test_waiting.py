"""An attempt with answers for people: handed in, not yet marked; never shown as failed, and nothing follows yet."""

import pytest
from django.urls import reverse

from lms.assessment import services
from lms.assessment.marking.models import MarkingTask
from lms.assessment.models import Attempt, AttemptEvent, GradeEvent
from lms.assessment.sitting import sitting_of
from lms.assessment.watching import in_need_of_make_up, watch_page
from lms.audit.models import Entry
from lms.notices.models import Notice
from lms.reports.selectors.facts import marks_that_count
from lms.study.models import Completion
from tests import factories
from tests.assessment.conftest import MINUTE, NINE
from tests.assessment.marking.conftest import CLOSED, TEN, marked, sat

pytestmark = pytest.mark.django_db


def test_it_is_handed_in_and_has_no_grade(marking):
    attempt = Attempt.objects.get(pk=marking.attempt.pk)
    assert (attempt.handed_in_at, attempt.closed_at, attempt.score, attempt.passed) == (CLOSED, None, None, None)
    assert attempt.awaits_marking
    assert not GradeEvent.objects.exists()
    assert not Completion.objects.exists()
    assert list(attempt.marking_tasks.values_list("item", "points", "markers", "state")) == [
        (2, 10, 1, "open"), (3, 10, 1, "open")] or attempt.marking_tasks.count() == 2
    assert attempt.events.filter(kind=AttemptEvent.Kind.HANDED_IN, at=CLOSED).exists()
    assert Entry.objects.filter(action="assessment.handed_in", detail__waits_for_marking=2).count() == 2


def test_handing_in_again_changes_nothing(marking):
    services.hand_in(attempt=marking.attempt, at=TEN)
    assert services.close_overdue(at=TEN) == 0
    assert MarkingTask.objects.filter(attempt=marking.attempt).count() == 2
    assert Attempt.objects.get(pk=marking.attempt.pk).handed_in_at == CLOSED


def test_the_sweeper_hands_it_in_as_of_the_deadline(cast, marking):
    attempt = sat(factories.person("学员乙", cast.section), marking.version, marking.rows, hand_in=False)
    assert services.close_overdue(at=TEN) == 1
    attempt.refresh_from_db()
    assert (attempt.handed_in_at, attempt.closed_by) == (attempt.deadline_at, "deadline")


def test_what_nobody_answered_needs_nobody(cast, marking):
    attempt = sat(factories.person("学员乙", cast.section), marking.version, marking.rows, hand_in=False)
    services.save_answers(attempt=attempt, answers={2: ([""], False), 3: (["  "], False)}, at=NINE + MINUTE)
    attempt = services.hand_in(attempt=attempt, at=CLOSED)
    assert attempt.closed_at == CLOSED
    assert float(attempt.score) == 33.33
    assert not attempt.marking_tasks.exists()


def test_no_other_attempt_begins_meanwhile_and_it_counts_as_used(marking):
    with pytest.raises(services.AttemptRefused) as refused:
        services.start_attempt(enrolment=marking.attempt.enrolment, at=TEN)
    assert refused.value.code == "waits"
    sitting = sitting_of(marking.attempt.enrolment, factories.recipe(), TEN)
    assert (sitting.code, sitting.left) == ("waits", 1)


@pytest.mark.parametrize("act", [
    lambda attempt: services.save_answer(attempt=attempt, item=2, answer=["改"], flagged=False, revision=9, at=CLOSED),
    lambda attempt: services.take_over(attempt=attempt, seat="b" * 32, at=CLOSED),
])
def test_no_answer_is_taken_any_more(marking, act):
    with pytest.raises(services.AnswerRefused):
        act(marking.attempt)


def test_figures_wait(cast, marking):
    from django.db.models import Q

    assert marks_that_count(Q(enrolment__person=cast.learner), TEN.date(), ("2026",)) == {}
    marked(marking.task(2), marking.first)
    marked(marking.task(3), marking.first)
    assert marks_that_count(Q(enrolment__person=cast.learner), TEN.date(), ("2026",))


def test_the_invigilator_sees_it_as_handed_in(cast, marking):
    page = watch_page(cast.hr, "T-01", "2026", TEN)
    assert [row.state for row in page.rows] == ["marking", "marking"]
    assert (page.live, page.closed) == (0, 2)
    assert in_need_of_make_up(marking.version.course, "2026", TEN) == {}


def test_markers_are_told_once_a_day_and_hr_where_there_are_none(cast, marking):
    assert Notice.objects.filter(person=cast.hr, key__startswith="assessment.marking:").count() == 1
    assert not Notice.objects.filter(person=cast.head, key__startswith="assessment.marking:").exists()
    for name in ("乙", "丙"):
        sat(factories.person(name, cast.section), marking.version, marking.rows)
    assert Notice.objects.filter(person=cast.head, key__startswith="assessment.marking:").count() == 1


def test_its_learner_reads_that_it_waits(cast, sign_in, marking, clock_at):
    clock_at(TEN)
    client = sign_in(cast.learner)
    page = client.get(reverse("assessment:result", args=[marking.attempt.pk])).content.decode()
    assert "已交卷，等待阅卷" in page
    assert "未通过" not in page
    assert "grade-fail" not in page
    paper = client.get(reverse("assessment:paper", args=[marking.attempt.pk]))
    assert paper.url == reverse("assessment:result", args=[marking.attempt.pk])
    intro = client.get(reverse("assessment:intro", args=["T-01"])).content.decode()
    assert "已交卷，等待阅卷" in intro
    assert "开始考试" not in intro
    client.post(reverse("assessment:start", args=["T-01"]), {"pledge": "1"})
    assert Attempt.objects.filter(enrolment=marking.attempt.enrolment).count() == 1


def test_opened_again_before_anybody_marks_it_is_marked_anew(cast, marking):
    services.reopen(attempt=marking.attempt, minutes=10, reason="误交卷", by=cast.hr, at=TEN)
    attempt = Attempt.objects.get(pk=marking.attempt.pk)
    assert not attempt.is_over
    assert set(attempt.marking_tasks.values_list("state", flat=True)) == {"withdrawn"}
    services.save_answer(attempt=attempt, item=3, answer=[""], flagged=False, revision=9, at=TEN)
    services.hand_in(attempt=attempt, at=TEN + MINUTE)
    assert list(attempt.marking_tasks.waiting().values_list("item", "round")) == [(2, 2)]
    marked(marking.task(2, number=2), marking.first, "10")
    attempt.refresh_from_db()
    assert float(attempt.score) == 66.66


def test_it_stays_handed_in_once_somebody_marks_it(cast, marking):
    marked(marking.task(2), marking.first)
    with pytest.raises(services.GrantRefused) as refused:
        services.reopen(attempt=marking.attempt, minutes=10, reason="误交卷", by=cast.hr, at=TEN)
    assert refused.value.code == "being_marked"
    with pytest.raises(services.GrantRefused):
        services.add_minutes(attempt=marking.attempt, minutes=10, reason="断网", by=cast.hr, at=CLOSED)
