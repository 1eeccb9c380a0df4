"""Scenario 5 on the pages: two courses finished in 养老保险科, 监察支队 from 15 September; each head sees his own."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.people.services import transfer_person
from tests import factories
from tests.reports.conftest import assign, complete, course

MOVE = dt.date(2026, 9, 15)


@pytest.fixture
def moved(cast, time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 31, 2, tzinfo=dt.UTC), tick=False)
    troop = factories.unit("0201", "监察支队", cast.bureau)
    other_head = factories.person("支队长", troop, staff_no="00211", post="支队长")
    factories.head(other_head, troop)
    clerk = factories.person("调动员", cast.section, staff_no="00150")
    for code, day in (("T-01", dt.date(2026, 3, 10)), ("T-02", dt.date(2026, 9, 14))):
        assign(clerk, course(code, examined=False))
        complete(clerk, course(code, examined=False), day)
    transfer_person(
        person=clerk, department=troop, post="科员", rank="", category="civil_servant", on=MOVE, by=cast.hr)
    third = course("T-03", examined=False)
    assign(clerk, third)
    complete(clerk, third, MOVE)
    return other_head


def owed_and_completed(client, code: str, **query) -> tuple[int, int]:
    figures = client.get(reverse("reports:courses", args=[code], query=query)).context["grid"].total.cells[0]
    return figures.owed, figures.completed


def period_lines(client, **query) -> dict[str, int]:
    page = client.get(reverse("reports:period", query=query)).context["page"]
    return {line.name: line.completions for line in page.lines}


def test_both_heads_see_their_own_period(cast, moved, sign_in):
    year = {"since": "2026-01-01", "until": "2026-12-31"}
    assert period_lines(sign_in(cast.head), **year) == {"养老保险科": 2}
    assert period_lines(sign_in(moved), **year) == {"监察支队": 1}


def test_the_year_end_rate_counts_the_new_unit(cast, moved, sign_in):
    assert owed_and_completed(sign_in(cast.head), "0101", on="2026-12-31") == (0, 0)
    assert owed_and_completed(sign_in(moved), "0201", on="2026-12-31") == (3, 3)


def test_the_day_before_the_move_is_as_it_was(cast, moved, sign_in):
    """The third course was given before the move and was open that day."""
    assert owed_and_completed(sign_in(cast.head), "0101", on="2026-09-14") == (3, 2)
    assert owed_and_completed(sign_in(moved), "0201", on="2026-09-14") == (0, 0)


def test_neither_reads_the_others_unit(cast, moved, sign_in):
    for person, code in ((cast.head, "0201"), (moved, "0101")):
        for name in ("unit", "courses", "overdue"):
            assert sign_in(person).get(reverse(f"reports:{name}", args=[code])).status_code == 404
        assert sign_in(person).get(reverse("reports:period", query={"unit": code})).status_code == 404
