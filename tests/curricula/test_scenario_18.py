"""Design 1, day 18: passed at 00:05 on 1 January. The hours are the new year's; the old task stays late, or is covered
by a recorded extension; nothing counts twice."""

import datetime as dt
from decimal import Decimal

import pytest

from lms.curricula.asks.selectors import due_dates_on
from lms.curricula.asks.services import ask, decide
from lms.curricula.selectors import tasks_of
from lms.reports.selectors.figures import completion_figures
from lms.study.models import Completion
from lms.study.services import enrol, pass_lesson
from lms.transcript.selectors import hours_of
from tests import factories
from tests.curricula.asking import give, moment

D = dt.date
NEW_YEAR = dt.datetime(2027, 1, 1, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=8)))
LAST = D(2026, 12, 31)


@pytest.fixture
def task(cast, make_curriculum):
    """Last year's task, finished five minutes into the new year; this year's is open."""
    factories.version(lessons=1)
    old = make_curriculum(due_on=LAST)
    task = give(cast.learner, old, due_on=LAST)
    give(cast.learner, make_curriculum(code="CIP-B", cycle="2027", issued_on=D(2027, 1, 1), due_on=D(2027, 12, 31)),
         cycle="2027", issued_on=D(2027, 1, 1), due_on=D(2027, 12, 31))
    enrolment = enrol(person=cast.learner, course=task.course, cycle="2026", at=moment(D(2026, 12, 1)))
    enrol(person=cast.learner, course=task.course, cycle="2027", at=NEW_YEAR)
    pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=NEW_YEAR, evidence={})
    return task


def counted(cast, on: dt.date) -> tuple[int, int, int]:
    """Completed, on time and overdue of the old year, as of the end of a day."""
    figures = completion_figures([cast.section], on=on, cycle="2026")[0].figures
    return figures.completed, figures.on_time, figures.overdue


def test_the_hours_are_the_new_years_and_counted_once(task, cast):
    completion = Completion.objects.get()
    assert completion.cycle == "2026"
    earned = {year: sum((total.earned for total in hours_of(cast.learner, year)), Decimal(0)) for year in (2026, 2027)}
    assert earned == {2026: 0, 2027: completion.version.hours}


def test_the_new_years_task_is_still_owed(task, cast):
    states = {row.cycle: row.state for row in tasks_of(cast.learner, D(2027, 1, 2))}
    assert states["2027"] == "not_started"


def test_last_years_task_stays_late(task, cast):
    assert counted(cast, D(2027, 1, 10)) == (1, 0, 0)


def test_or_is_covered_by_a_recorded_extension(task, cast):
    asked = ask(assignment=task, kind="extension", reason="年底集中办理业务", wanted_on=D(2027, 1, 5),
                at=moment(D(2027, 1, 4)))
    decide(request=asked, granted=True, by=cast.leader, at=moment(D(2027, 1, 6)))
    assert counted(cast, D(2027, 1, 10)) == (1, 1, 0)
    assert due_dates_on([task.pk], LAST) == {task.pk: (LAST, None)}, "as of the old year it stood as it was"
    assert Completion.objects.count() == 1
