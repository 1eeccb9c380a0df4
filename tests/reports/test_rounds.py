"""A year takes in its rounds: a refresher owed in 2026 under 2026-07 counts in 2026, and under its own name alone."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.common import clock
from lms.reports.selectors import completion_figures, counted, grid_of, overdue_page, person_page, unit_page
from lms.reports.selectors.facts import rounds_of
from lms.reports.selectors.lists import Listed, list_rows
from tests.reports.conftest import assign, complete, curriculum, sit

JULY, NOVEMBER = dt.date(2026, 7, 1), dt.date(2026, 11, 1)


@pytest.fixture
def refreshed(cast, exam):
    """Finished in spring with 81; the refresher of the same course is owed from July until the end of September."""
    again = curriculum("P1-2026-07", cycle="2026-07", issued_on=JULY, due_on=dt.date(2026, 9, 30))
    curriculum("P1-2027", cycle="2027")
    assign(cast.learner, exam)
    assign(cast.head, exam)
    sit(cast.learner, exam, dt.date(2026, 6, 1), 81)
    complete(cast.learner, exam, dt.date(2026, 6, 1))
    assign(cast.learner, exam, curriculum=again)


def owed(figures) -> tuple[int, int, int, int]:
    return figures.owed, figures.completed, figures.overdue, figures.sat


def test_the_rounds_of_a_year(refreshed, db):
    assert rounds_of("2026") == ("2026", *(f"2026-{month:02d}" for month in range(1, 13)))
    curriculum("P1-spring", cycle="2026-spring")
    assert rounds_of("2026")[-1] == "2026-spring"
    assert rounds_of("2026-07") == ("2026-07",)
    assert rounds_of("202") == ("202",)


@pytest.mark.parametrize("now", [NOVEMBER, NOVEMBER + dt.timedelta(days=9)], ids=["today", "a past day"])
def test_each_round_counts(cast, exam, refreshed, time_machine, now):
    time_machine.move_to(dt.datetime.combine(now, dt.time(2), tzinfo=dt.UTC), tick=False)
    for cycle, expected in (("2026", (3, 1, 2, 1)), ("2026-07", (1, 0, 1, 0)), ("2027", (0, 0, 0, 0))):
        data = counted(cast.bureau, NOVEMBER, cycle)
        assert owed(grid_of(data).total.cells[0]) == expected
        assert overdue_page(data, page=1, viewer=cast.hr).tasks == expected[2]
    rows = completion_figures([cast.section], NOVEMBER, "2026")
    assert [owed(row.figures) for row in rows] == [(3, 1, 2, 1)]
    before = counted(cast.bureau, JULY - dt.timedelta(days=1), "2026")
    assert owed(grid_of(before).total.cells[0])[:2] == (2, 1)


def test_the_matrix_shows_the_round_that_is_open(cast, exam, refreshed):
    page = unit_page(cast.section, NOVEMBER, "2026", viewer=cast.hr)
    cells = {row.person.staff_no: (row.cells[0].state, row.cells[0].due) for row in page.matrix.rows}
    assert cells["00101"] == ("overdue", dt.date(2026, 9, 30))
    assert page.trend is not None
    assert page.trend.last.actual == 33


def test_a_refresher_without_a_curriculum_of_its_cycle_counts_in_the_year(cast, exam, time_machine):
    time_machine.move_to(dt.datetime.combine(NOVEMBER, dt.time(2), tzinfo=dt.UTC), tick=False)
    assign(cast.learner, exam)
    assign(cast.learner, exam, cycle="2026-10", issued_on=dt.date(2026, 10, 9), due_on=dt.date(2026, 12, 1))
    assert owed(grid_of(counted(cast.bureau, NOVEMBER, "2026")).total.cells[0])[0] == 2


def test_lists_and_a_persons_page_have_a_line_for_each_round(cast, exam, refreshed):
    rows = [(row[0], row[6], row[8]) for row in list_rows(Listed(cast.section, NOVEMBER, "2026"))]
    assert rows == [
        ("00102", dt.date(2026, 6, 30), None), ("00101", dt.date(2026, 6, 30), dt.date(2026, 6, 1)),
        ("00101", dt.date(2026, 9, 30), None),
    ]
    page = person_page(cast.learner, NOVEMBER, "2026")
    states = [(task.assignment.cycle, task.cell.state) for task in page.tasks]
    assert states == [("2026", "done"), ("2026-07", "overdue")]
    assert (page.owed, page.completed) == (2, 1)


def test_pages_say_so(cast, refreshed, sign_in):
    for name in ("unit", "courses", "overdue"):
        page = sign_in(cast.hr).get(reverse(f"reports:{name}", args=["00"]), {"on": f"{clock.today()}"})
        assert "2026-07" in page.content.decode(), name
