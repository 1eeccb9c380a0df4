"""A small bureau counted by hand, and the days on which people move, pause and leave."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from lms.common import clock
from lms.people.models import Department, PersonState
from lms.people.services import end_service, pause_person, transfer_person
from lms.reports import selectors
from lms.reports.selectors import completion_figures
from lms.reports.selectors.unit_page import completed_here
from lms.reports.summary import fold
from tests import factories
from tests.reports.conftest import DUE, assign, at, complete, curriculum, sit

JULY = dt.date(2026, 7, 1)


def figures_of(unit, course, on, cycle="2026", below=True):
    rows = completion_figures(Department.objects.all(), on, cycle, below=below)
    return next(row.figures for row in rows if row.unit.pk == unit.pk and row.course.code == course.code)


def counts(figures) -> tuple:
    return (figures.owed, figures.completed, figures.on_time, figures.overdue, figures.sat, figures.passed,
            figures.average, figures.rate)


@pytest.fixture
def counted(cast, exam):
    """Seven owe T-01 in two sections, due 30 June:

    养老保险科 (5): A passed with 90 on 1 June; B 50 then 70, done on 30 June at 23:30; C passed with 80, done on
    1 July at 00:05 (late); D sat with 40, not done; E nothing.
    政策法规科 (2): F done on 10 June with 100; G closed as exempted on 1 June.
    """
    people = {name: factories.person(name, cast.section) for name in "ABCDE"}
    people |= {name: factories.person(name, cast.other_section) for name in "FG"}
    for name, person in people.items():
        closed = {"closed_on": dt.date(2026, 6, 1), "closed_reason": "exempted"} if name == "G" else {}
        assign(person, exam, **closed)
    sit(people["A"], exam, dt.date(2026, 6, 1), 90)
    complete(people["A"], exam, dt.date(2026, 6, 1))
    sit(people["B"], exam, dt.date(2026, 6, 29), 50)
    sit(people["B"], exam, dt.date(2026, 6, 30), 70)
    complete(people["B"], exam, at(DUE, 23, 30))
    sit(people["C"], exam, dt.date(2026, 6, 30), 80)
    complete(people["C"], exam, at(JULY, 0, 5))
    sit(people["D"], exam, dt.date(2026, 6, 20), 40)
    sit(people["F"], exam, dt.date(2026, 6, 10), 100)
    complete(people["F"], exam, dt.date(2026, 6, 10))
    return people


def test_the_small_bureau_on_1_july(cast, exam, counted):
    # owed completed on_time overdue sat passed average rate
    assert counts(figures_of(cast.section, exam, JULY)) == (5, 3, 2, 2, 4, 3, Decimal("70.0"), 60)  # 90+70+80+40
    assert counts(figures_of(cast.other_section, exam, JULY)) == (1, 1, 1, 0, 1, 1, Decimal("100.0"), 100)
    assert counts(figures_of(cast.bureau, exam, JULY)) == (6, 4, 3, 2, 5, 4, Decimal("76.0"), 66)
    assert counts(figures_of(cast.county, exam, JULY)) == (0, 0, 0, 0, 0, 0, None, None)


def test_the_same_bureau_on_the_due_day(cast, exam, counted):
    # C completes five minutes after midnight; nobody is overdue until the day is over.
    assert counts(figures_of(cast.section, exam, DUE)) == (5, 2, 2, 0, 4, 3, Decimal("70.0"), 40)


def test_earlier_days_can_be_asked_for(cast, exam, counted):
    # On 29 June B has failed once with 50: 90 + 50 + 40 = 180 / 3.
    assert counts(figures_of(cast.section, exam, dt.date(2026, 6, 29))) == (5, 1, 1, 0, 3, 1, Decimal("60.0"), 20)
    # G was owed until the day before the exemption, and nothing was owed before the task was given.
    assert figures_of(cast.other_section, exam, dt.date(2026, 5, 31)).owed == 2
    assert completion_figures([cast.section], dt.date(2026, 3, 4), "2026") == []


def test_own_people_only(cast, exam, counted):
    assert figures_of(cast.bureau, exam, JULY, below=False).owed == 0


def test_another_cycle_is_another_count(cast, exam, counted):
    last_year = curriculum("P0", "2025", issued_on=dt.date(2025, 3, 1), due_on=dt.date(2025, 12, 31))
    assign(counted["A"], exam, curriculum=last_year)
    assert counts(figures_of(cast.section, exam, JULY, "2025"))[:4] == (1, 0, 0, 1)
    assert figures_of(cast.section, exam, JULY).owed == 5


def test_a_mark_entered_by_a_person_counts_as_sitting(cast, exam):
    from lms.assessment.models import GradeEvent
    from lms.assessment.services.counting import restate

    task = assign(cast.learner, exam)
    enrolment = cast.learner.enrolments.get()
    GradeEvent.objects.create(
        enrolment=enrolment, kind="entered", score=88, passed=True, at=at(dt.date(2026, 6, 1)), by=cast.hr
    )
    restate([enrolment.pk])
    figures = figures_of(cast.section, exam, task.due_on)
    assert (figures.sat, figures.passed, figures.average) == (1, 1, Decimal("88.0"))


def test_scenario_5_both_heads_see_their_period(cast, exam, reading):
    """Two courses finished in 养老保险科, then a move to another unit on 15 September."""
    moved_on = dt.date(2026, 9, 15)
    for course in (exam, reading):
        assign(cast.learner, course)
        complete(cast.learner, course, dt.date(2026, 5, 20))
    transfer_person(
        person=cast.learner, department=cast.other_section, post="科员", rank="一级科员", category="civil_servant",
        on=moved_on, by=cast.hr,
    )
    for course in (exam, reading):
        assert figures_of(cast.section, course, moved_on - dt.timedelta(days=1)).completed == 1
        assert figures_of(cast.section, course, moved_on).owed == 0
        assert figures_of(cast.other_section, course, dt.date(2026, 12, 31)).rate == 100
    at_completion = [
        completed_here(selectors.counted(unit, dt.date(2026, 12, 31), "2026"))
        for unit in (cast.section, cast.other_section)
    ]
    assert at_completion == [2, 0]


def test_scenario_6_a_retirement_leaves_the_denominator(cast, exam):
    last_day = dt.date(2026, 8, 31)
    assign(cast.learner, exam, closed_on=last_day + dt.timedelta(days=1), closed_reason="retired")
    end_service(person=cast.learner, on=last_day, reason="退休", by=cast.hr)
    assert figures_of(cast.section, exam, last_day).owed == 1
    assert figures_of(cast.section, exam, last_day + dt.timedelta(days=1)).owed == 0


def test_who_has_left_is_out_even_with_an_open_posting_and_task(cast, exam):
    assign(cast.learner, exam)
    PersonState.objects.create(person=cast.learner, kind="left", reason="调出", from_on=dt.date(2026, 6, 1))
    assert figures_of(cast.section, exam, dt.date(2026, 5, 31)).owed == 1
    assert figures_of(cast.section, exam, dt.date(2026, 6, 1)).owed == 0


def test_scenario_19_maternity_leave_stops_the_clock(cast, exam):
    """1 March to 6 August is 159 days: out of the denominators then, and due on 6 December instead of 30 June."""
    assign(cast.learner, exam, issued_on=dt.date(2026, 2, 1))
    pause_person(
        person=cast.learner, from_on=dt.date(2026, 3, 1), to_on=dt.date(2026, 8, 6), reason="产假", by=cast.hr
    )
    assert figures_of(cast.section, exam, dt.date(2026, 2, 28)).owed == 1
    assert figures_of(cast.section, exam, dt.date(2026, 7, 1)).owed == 0
    assert counts(figures_of(cast.section, exam, dt.date(2026, 8, 7)))[:4] == (1, 0, 0, 0)
    assert figures_of(cast.section, exam, dt.date(2026, 12, 6)).overdue == 0
    assert figures_of(cast.section, exam, dt.date(2026, 12, 7)).overdue == 1
    complete(cast.learner, exam, dt.date(2026, 12, 6))
    assert figures_of(cast.section, exam, dt.date(2026, 12, 7)).on_time == 1


def test_a_second_post_does_not_count_twice(cast, exam):
    assign(cast.learner, exam)
    factories.post_in(cast.learner, cast.other_section, kind="concurrent")
    assert figures_of(cast.bureau, exam, JULY).owed == 1
    assert figures_of(cast.other_section, exam, JULY).owed == 0


@pytest.mark.parametrize(("day", "queries"), [(JULY, 12), (clock.today(), 5)], ids=["a past day", "today"])
@pytest.mark.parametrize("people", [10, 100])
def test_figures_take_as_many_queries_whatever_the_size(cast, exam, people, day, queries, django_assert_num_queries):
    for number in range(people):
        person = factories.person(f"人{number}", cast.section)
        assign(person, exam)
        sit(person, exam, dt.date(2026, 6, 1), 80)
        complete(person, exam, dt.date(2026, 6, 1))
    units = list(Department.objects.all())
    fold()
    if connection.vendor == "sqlite" and day == JULY:
        queries = 8  # no transaction, no settings, no ANALYZE
    with django_assert_num_queries(queries):
        completion_figures(units, day, "2026")
