"""Scenario 19: leave from 1 March to 6 August - out of the denominators, due dates move, only 暂缓 is shown."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.curricula.selectors import tasks_of
from lms.people.services import pause_person
from lms.reports.selectors import completion_figures
from tests.reports.conftest import assign, complete, curriculum

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 8, 6)


@pytest.fixture
def away(cast, reading, time_machine):
    """Assigned on 1 February, due 30 June; the pause lasts 159 days."""
    time_machine.move_to(dt.datetime(2026, 4, 1, 2, tzinfo=dt.UTC), tick=False)
    plan = curriculum("P9", issued_on=dt.date(2026, 2, 1))
    assign(cast.learner, reading, curriculum=plan)
    assign(cast.head, reading, curriculum=plan)
    pause_person(person=cast.learner, from_on=FIRST, to_on=LAST, reason="产假", by=cast.hr)
    return cast.learner


def owed(cast, on):
    return sum(row.figures.owed for row in completion_figures([cast.section], on, "2026"))


def overdue(cast, on):
    return sum(row.figures.overdue for row in completion_figures([cast.section], on, "2026"))


def test_out_of_the_denominator_while_it_lasts(cast, away):
    days = (FIRST - dt.timedelta(days=1), FIRST, LAST, LAST + dt.timedelta(days=1))
    assert [owed(cast, day) for day in days] == [2, 1, 1, 2]


def test_the_due_date_moves_by_the_days_of_the_pause(cast, away):
    back = LAST + dt.timedelta(days=1)
    moved = dt.date(2026, 6, 30) + dt.timedelta(days=(LAST - FIRST).days + 1)
    assert [task.due_on for task in tasks_of(away, back)] == [moved]
    assert (overdue(cast, moved), overdue(cast, moved + dt.timedelta(days=1))) == (1, 2)


@pytest.mark.parametrize("role", ["head", "leader", "supervision"])
def test_others_see_the_word_and_never_the_reason(cast, away, sign_in, role):
    client = sign_in(getattr(cast, role))
    for address in (reverse("reports:unit", args=["0101"]), reverse("reports:person", args=[away.staff_no])):
        text = client.get(address).content.decode()
        assert "暂缓" in text
        assert "产假" not in text


def test_what_is_finished_during_the_pause_counts_when_it_is_over(cast, away, reading):
    complete(away, reading, dt.date(2026, 7, 1))
    rows = completion_figures([cast.section], LAST + dt.timedelta(days=1), "2026")
    assert (rows[0].figures.owed, rows[0].figures.completed, rows[0].figures.on_time) == (2, 1, 1)
