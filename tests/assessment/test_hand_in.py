import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import call_command

from lms.assessment import services
from lms.assessment.models import Attempt, GradeEvent
from lms.audit.models import Entry
from lms.study.models import Completion, Enrolment
from tests import factories
from tests.assessment.acts import answer, answer_all, began
from tests.assessment.conftest import MINUTE, NINE, enrolled, right, with_recipe


def test_hand_in_marks_what_was_saved_and_completes_the_course(exam):
    attempt = began(exam)
    answer_all(attempt)
    closed = services.hand_in(attempt=attempt, at=NINE + 10 * MINUTE)
    assert (closed.score, closed.passed, closed.closed_by) == (100, True, "handed_in")
    event = GradeEvent.objects.get()
    assert (event.kind, event.score, event.passed, event.attempt) == ("marked", 100, True, closed)
    assert event.at == NINE + 10 * MINUTE
    assert Completion.objects.get().grade == 100
    assert Entry.objects.get(action="assessment.handed_in").detail["score"] == "100.00"


def test_hand_in_twice_marks_once(exam):
    attempt = began(exam)
    first = services.hand_in(attempt=attempt, at=NINE + MINUTE)
    again = services.hand_in(attempt=attempt, at=NINE + 2 * MINUTE)
    assert (again.closed_at, again.score) == (first.closed_at, 0)
    assert GradeEvent.objects.count() == 1
    assert Entry.objects.filter(action="assessment.handed_in").count() == 1


def test_the_best_grade_counts(exam):
    first = began(exam)
    points = {item["item"]: item["points"] for item in first.paper["items"]}
    keys = {n: (answer, False) for n, answer in list(right(first).items())[:4]}
    services.save_answers(attempt=first, answers=keys, at=NINE)
    services.hand_in(attempt=first, at=NINE)
    services.hand_in(attempt=began(exam), at=NINE)
    assert Enrolment.objects.get(pk=exam.enrolment.pk).grade == sum(points[n] for n in keys)
    assert GradeEvent.objects.count() == 2
    assert not Completion.objects.exists()


def test_reaching_the_pass_mark_passes(exam):
    attempt = began(with_recipe(exam, factories.recipe(pass_mark=48)))
    singles = {n: (keys, False) for n, keys in list(right(attempt).items())[:4]}  # 48 points
    services.save_answers(attempt=attempt, answers=singles, at=NINE)
    assert services.hand_in(attempt=attempt, at=NINE).passed


def test_a_paper_not_of_100_points_is_graded_out_of_100(exam):
    attempt = began(with_recipe(exam, factories.recipe(points={"single": 5, "multi": 5, "judge": 5})))
    services.save_answers(attempt=attempt, answers={1: (right(attempt)[1], False)}, at=NINE)
    assert services.hand_in(attempt=attempt, at=NINE).score == Decimal("12.50")


def test_hand_in_rolls_back_whole(exam, monkeypatch):
    attempt = began(exam)

    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("lms.study.services.record_assessment", fail)
    with pytest.raises(RuntimeError):
        services.hand_in(attempt=attempt, at=NINE)
    attempt.refresh_from_db()
    assert attempt.closed_at is None
    assert not GradeEvent.objects.exists()


# The sweeper

def test_close_overdue_hands_in_what_was_saved(exam, cast):
    overdue = began(exam)
    answer_all(overdue)
    other = enrolled(cast.stranger, exam.version)
    live = services.start_attempt(enrolment=other, at=NINE + 20 * MINUTE)
    assert services.close_overdue(at=NINE + 40 * MINUTE) == 1
    assert services.close_overdue(at=NINE + 40 * MINUTE) == 0
    overdue.refresh_from_db()
    live.refresh_from_db()
    assert (overdue.score, overdue.closed_by, live.closed_at) == (100, "deadline", None)
    assert GradeEvent.objects.get().at == overdue.deadline_at
    assert Entry.objects.filter(action="assessment.deadline").count() == 1


def test_one_broken_attempt_does_not_stop_the_sweeper(exam, cast):
    broken = began(exam)
    Attempt.objects.filter(pk=broken.pk).update(paper={})
    services.start_attempt(enrolment=enrolled(cast.stranger, exam.version), at=NINE)
    assert services.close_overdue(at=NINE + 40 * MINUTE) == 1


def test_the_command_closes_overdue_attempts(exam, capsys):
    began(exam, at=NINE - dt.timedelta(days=3650))
    call_command("close_overdue_attempts")
    assert "1" in capsys.readouterr().out


# Seats

def test_taking_over_makes_the_first_device_read_only_and_keeps_the_clock(exam):
    attempt = began(exam, seat="first")
    answer(attempt, seat="first")
    services.take_over(attempt=attempt, seat="second", at=NINE + MINUTE)
    services.take_over(attempt=attempt, seat="second", at=NINE + MINUTE)
    with pytest.raises(services.AnswerRefused) as caught:
        answer(attempt, revision=2, seat="first")
    assert caught.value.code == "elsewhere"
    assert answer(attempt, revision=2, seat="second").revision == 2
    attempt.refresh_from_db()
    assert attempt.deadline_at == NINE + 30 * MINUTE
    assert Entry.objects.filter(action="assessment.take_over").count() == 1


def test_a_closed_attempt_is_not_taken_over(exam):
    attempt = began(exam, seat="first")
    with pytest.raises(services.AnswerRefused):
        services.take_over(attempt=attempt, seat="second", at=NINE + 30 * MINUTE)
