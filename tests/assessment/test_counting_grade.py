"""The grade that counts, through the room's doors: kept for any day, told to study, said to the learner."""

import datetime as dt
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from lms.assessment import services, watching
from lms.assessment.models import CountingGrade
from lms.assessment.services.counting import wrong_among
from lms.study.models import Completion, Enrolment
from tests import factories
from tests.assessment.acts import answer, began, url
from tests.assessment.conftest import MARKED, MINUTE, NINE, enrolled, right, with_recipe

DAY = dt.timedelta(days=1)
FIVE = factories.recipe(draw={"single": 5}, points={"single": 20}, attempts=5)


def sat(made, scores, *, at=NINE):
    """One attempt a day with so many points of a hundred."""
    for number, score in enumerate(scores):
        moment = at + number * DAY
        attempt = began(made, at=moment)
        for item in range(1, score // 20 + 1):
            answer(attempt, right(attempt)[item], item=item, at=moment)
        services.hand_in(attempt=attempt, at=moment + MINUTE)
    made.enrolment.refresh_from_db()
    return made.enrolment


def counted():
    return list(CountingGrade.objects.values_list("score", "passed", "until"))


@pytest.mark.parametrize(("rule", "scores", "grade", "passed"), [
    ("best", [40, 20], 40, False), ("last", [40, 20], 20, False), ("first", [40, 80], 40, False),
    ("average", [40, 60, 80], 60, True), ("average", [40, 60, 60], "53.33", False), ("last", [20, 60], 60, True),
])
def test_each_rule(exam, rule, scores, grade, passed):
    made = with_recipe(exam, FIVE | {"counting": rule})
    enrolment = sat(made, scores)
    assert (enrolment.grade, enrolment.passed_at is not None) == (Decimal(grade), passed)
    assert Completion.objects.count() == passed


def test_what_counted_on_any_day_is_known(exam):
    sat(with_recipe(exam, FIVE | {"counting": "last"}), [40, 20])
    second = NINE + DAY + MINUTE
    assert counted() == [(40, False, second), (20, False, None)]


def test_the_rows_of_before_are_filled_in_as_they_would_be_drawn(exam, cast):
    """The migration, over failed and passed attempts, one that goes on, and marks of one moment."""
    sat(with_recipe(exam, FIVE), [40, 20, 80])
    began(exam)
    marked = factories.version("T-03", recipe=MARKED)
    other = enrolled(cast.stranger, marked)
    for score in (55, 50, 70):
        other.grade_events.create(kind="entered", score=score, passed=score >= 60, at=NINE, by=cast.hr)
    kept = counted()
    CountingGrade.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("lms.assessment.migrations.0009_counting_grades_filled").FILL)
    assert counted()[:3] == kept
    assert wrong_among(list(Enrolment.objects.values_list("pk", flat=True))) == []


def test_a_make_up_exam_begins_anew_where_the_first_counts(exam, cast):
    made = with_recipe(exam, FIVE | {"counting": "first", "attempts": 1})
    sat(made, [20])
    services.hold_make_up(
        course=made.version.course, cycle="2026", opens_at=NINE + DAY, closes_at=NINE + 2 * DAY, attempts=2,
        reason="补考", places=watching.in_need_of_make_up(made.version.course, "2026", NINE), by=cast.hr, at=NINE)
    assert sat(made, [60], at=NINE + DAY).grade == 60
    assert made.enrolment.passed_at is not None


def test_a_later_mark_changes_the_grade_and_takes_no_pass_away(exam, cast):
    made = with_recipe(exam, MARKED | {"counting": "last"})
    for score, day in ((90, 0), (50, 1)):
        services.record_mark(enrolment=made.enrolment, score=Decimal(score), by=cast.hr, at=NINE + day * DAY)
    made.enrolment.refresh_from_db()
    assert (made.enrolment.grade, made.enrolment.passed_at) == (50, NINE)
    assert counted() == [(90, True, NINE + DAY), (50, True, None)]
    assert Completion.objects.get().grade == 90


def test_an_attempt_opened_again_counts_for_nothing_until_it_closes(exam, cast):
    made = with_recipe(exam, FIVE)
    sat(made, [40])
    attempt = made.enrolment.attempts.get()
    services.reopen(attempt=attempt, minutes=9, reason="断网", by=cast.hr, at=NINE + DAY)
    made.enrolment.refresh_from_db()
    assert (made.enrolment.grade, counted()) == (None, [])
    services.hand_in(attempt=attempt, at=NINE + DAY + MINUTE)
    made.enrolment.refresh_from_db()
    assert (made.enrolment.grade, counted()) == (40, [(40, False, None)])


@pytest.mark.parametrize(("changes", "words"), [
    ({}, ["成绩取最高", "全部选对才得分"]), ({"counting": "last"}, ["成绩取末次"]),
    ({"counting": "first", "partial": "half"}, ["成绩取首次", "得一半分", "补考另行计算"]),
    ({"counting": "average", "partial": "share"}, ["平均", "按选对的比例得分"]),
])
def test_the_learner_reads_the_rule_before_and_after(exam, learner, changes, words):
    made = with_recipe(exam, FIVE | changes)
    page = learner.get(url("intro").replace("T-01", "T-02")).content.decode()
    assert all(word in page for word in words)
    sat(made, [20])
    result = learner.get(url("result", made.enrolment.attempts.get())).content.decode()
    assert words[0] in result
    assert ("只作练习" in result) is (changes.get("counting") == "first")
