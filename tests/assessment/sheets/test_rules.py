"""Whether a sheet may be entered, what it scores, what stands."""

import datetime as dt
from decimal import Decimal
from random import Random

import pytest

from lms.assessment.sheets.lines import Sheet
from lms.assessment.sheets.rules import best_of, code_of, score_of, why_not_enter

END = dt.datetime(2026, 6, 1, 2, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
MAY = {"is_hr": True, "own": False, "ends_at": END, "at": END, "live": False, "passed": False}
PAPER = {"total": 30, "items": [
    {"item": 1, "kind": "single", "options": [{"key": "A", "text": ""}, {"key": "B", "text": ""}], "answer": ["A"],
     "points": 10},
    {"item": 2, "kind": "essay", "options": [], "answer": [], "points": 20},
]}


@pytest.mark.parametrize(("changes", "code"), [
    ({}, ""),
    ({"is_hr": False}, "not_hr"),
    ({"own": True}, "own"),
    ({"at": END - SECOND}, "early"),
    ({"live": True}, "live"),
    ({"passed": True}, "passed"),
    ({"is_hr": False, "passed": True}, "not_hr"),
])
def test_who_may_enter(changes, code):
    assert why_not_enter(**(MAY | changes)) == code


@pytest.mark.parametrize(("answers", "points", "score"), [
    ({}, {2: 0}, "0.00"), ({1: ["A"]}, {2: 0}, "33.33"), ({1: ["B"]}, {2: "12.5"}, "41.66"),
    ({1: ["A"]}, {2: 20}, "100"),
])
def test_rules_and_people_mark_together(answers, points, score):
    sheet = Sheet(answers, {number: Decimal(given) for number, given in points.items()})
    assert score_of(PAPER, sheet) == Decimal(score)


def test_what_stands_is_the_best_and_the_first_pass():
    later = END + SECOND
    assert best_of([]) == (None, None)
    assert best_of([(Decimal(50), False, END)]) == (Decimal(50), None)
    assert best_of([(Decimal(70), True, later), (Decimal(60), True, END), (Decimal(90), False, END)]) == (
        Decimal(90), END)


def test_codes_hold_nothing_that_is_misread():
    codes = {code_of(Random(seed)) for seed in range(300)}
    assert len(codes) == 300
    assert not set("".join(codes)) & set("IOSZ0125")
