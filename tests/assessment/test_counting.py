"""Which grade counts, and since when the assessment is passed, as a truth table."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.counting import Mark, Standing, standing_of, steps

AT = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def marks(rule: str, *scores, **more) -> list[Mark]:
    """A day apart; a pass from 60. A score may be (score, chance)."""
    rows = [score if isinstance(score, tuple) else (score, "") for score in scores]
    return [Mark(Decimal(score), score >= 60, AT + number * DAY, rule, 60, chance, **more)
            for number, (score, chance) in enumerate(rows)]


@pytest.mark.parametrize(("rule", "scores", "grade", "passed_after"), [
    ("best", [40], 40, None), ("best", [40, 70], 70, 2), ("best", [70, 40], 70, 1), ("best", [50, 30], 50, None),
    ("last", [40, 70], 70, 2), ("last", [50, 30], 30, None), ("last", [70, 40], 40, 1),  # once passed is passed
    ("first", [40, 90], 40, None), ("first", [70, 20], 70, 1), ("first", [10, 20, 30], 10, None),
    ("average", [40], 40, None), ("average", [50, 70], 60, 2), ("average", [50, 69], "59.5", None),
    ("average", [59, 60, 60], "59.66", None), ("average", [80, 30], 55, 1), ("average", [100, 100, 100], 100, 1),
    ("first", [20, (80, "make-up 1"), 90], 80, 2), ("first", [20, (40, "S1"), (90, "S1")], 40, None),
    ("average", [20, (40, "S1"), (90, "S1")], 65, 3), ("average", [20, (90, "S1"), (30, "S2")], 30, 2),
    ("best", [50, (40, "S1")], 50, None), ("last", [50, (40, "S1")], 40, None),
])
def test_what_counts_and_when_it_passed(rule, scores, grade, passed_after):
    passed_at = None if passed_after is None else AT + (passed_after - 1) * DAY
    assert standing_of(marks(rule, *scores)) == Standing(Decimal(grade), passed_at)


def test_nothing_counts_where_nothing_stands():
    assert (standing_of([]), steps([])) == (Standing(), [])


def test_the_newest_paper_says_which_rule_holds():
    first, second = marks("best", 50, 30)
    assert standing_of([first, second]).grade == 50
    assert standing_of([first, Mark(**(vars(second) | {"counting": "last"}))]).grade == 30


def test_a_kept_pass_passes_although_the_average_does_not():
    assert standing_of(marks("average", 50, 60)).passed_at is None
    kept = marks("average", 50, 60)[:1] + marks("average", 50, 60, kept=True)[1:]
    assert standing_of(kept) == Standing(Decimal(55), AT + DAY)


SCORES = st.lists(st.integers(0, 100), min_size=1, max_size=6)


@given(rule=st.sampled_from(["best", "last", "first", "average"]), scores=SCORES)
def test_a_grade_lies_among_those_it_is_made_of_and_a_pass_is_never_lost(rule, scores):
    found = steps(marks(rule, *scores))
    assert [one.at for one in found] == [AT + number * DAY for number in range(len(scores))]
    assert all(min(scores) <= one.score <= max(scores) for one in found)
    passed = [one.passed for one in found]
    assert passed == sorted(passed)
