"""Crediting as truth tables and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.study import rules
from lms.study.rules import BeatRefused

SPAN = 100.0
seconds = st.floats(0, SPAN, allow_nan=False).map(lambda value: round(value, 2))
interval = st.tuples(seconds, seconds).map(lambda pair: tuple(sorted(pair)))
claims = st.lists(interval, max_size=12)


@pytest.mark.parametrize(
    ("given_", "merged"),
    [
        ([], ()),
        ([(0, 5)], ((0, 5),)),
        ([(3, 5), (0, 3)], ((0, 5),)),
        ([(0, 10), (2, 3)], ((0, 10),)),
        ([(0, 1), (2, 3)], ((0, 1), (2, 3))),
    ],
)
def test_intervals_merge(given_, merged):
    assert rules.merge(given_) == merged


@pytest.mark.parametrize(
    "claim",
    [
        None, "0-60", {"0": 1}, [[0]], [[0, 1, 2]], [["0", "9"]], [[True, 2]], [[math.nan, 2]], [[0, math.inf]],
        [[-1, 2]], [[5, 2]], [[0, 101]], [[0, 1]] * 201, [None], [[None, 1]],
    ],
)
def test_impossible_claims_are_refused_in_words(claim):
    with pytest.raises(BeatRefused) as refusal:
        rules.credit([], claim, 1000, SPAN)
    assert str(refusal.value)


@pytest.mark.parametrize(
    ("seen", "claimed", "budget", "intervals", "credited", "refused"),
    [
        ([], [[0, 10]], 30, ((0, 10),), 10, 0),
        ([[0, 10]], [[0, 10]], 30, ((0, 10),), 0, 0),
        ([[0, 10]], [[5, 20]], 30, ((0, 20),), 10, 0),
        ([], [[0, 100]], 30, ((0, 30),), 30, 70),
        ([[10, 20]], [[0, 40]], 15, ((0, 25),), 15, 15),
        ([], [[0, 10]], 0, (), 0, 10),
        ([[0, 5]], [[0, 10]], -3, ((0, 5),), 0, 5),
        ([[0, 5]], [], 30, ((0, 5),), 0, 0),
        ([], [[3, 3]], 30, (), 0, 0),
    ],
)
def test_credit_table(seen, claimed, budget, intervals, credited, refused):
    earned = rules.credit(seen, claimed, budget, SPAN)
    assert (earned.intervals, earned.credited, earned.refused) == (intervals, credited, refused)
    assert rules.length(earned.cut) == refused


@given(claims, claims, st.floats(0, 200))
def test_progress_only_grows(seen, claimed, budget):
    before = rules.merge(seen)
    after = rules.credit(before, claimed, budget, SPAN)
    assert rules.merge([*before, *after.intervals]) == after.intervals
    assert rules.length(after.intervals) >= rules.length(before) - 1e-9


@given(claims, claims, st.floats(0, 200))
def test_never_more_than_the_budget_nor_the_claim(seen, claimed, budget):
    result = rules.credit(rules.merge(seen), claimed, budget, SPAN)
    assert result.credited <= budget + 1e-9
    assert result.credited + result.refused <= rules.length(rules.merge(claimed)) + 1e-6


@given(claims, claims)
def test_a_replay_changes_nothing(seen, claimed):
    once = rules.credit(seen, claimed, 1000, SPAN)
    again = rules.credit(once.intervals, claimed, 1000, SPAN)
    assert again == rules.Credit(once.intervals, 0, 0)


@given(st.lists(claims, max_size=5), st.randoms())
def test_order_does_not_matter(beats, random):
    def play(order):
        seen = ()
        for claimed in order:
            seen = rules.credit(seen, claimed, 1000, SPAN).intervals
        return seen

    shuffled = list(beats)
    random.shuffle(shuffled)
    assert play(beats) == play(shuffled)


@given(st.lists(st.tuples(claims, st.floats(0, 30)), max_size=8))
def test_a_visit_never_earns_more_than_twice_the_clock(beats):
    elapsed, spent, seen = 0.0, 0.0, ()
    for claimed, pause in beats:
        elapsed += pause
        result = rules.credit(seen, claimed, rules.budget(elapsed, spent), SPAN)
        spent, seen = spent + result.credited, result.intervals
    assert rules.length(seen) <= elapsed * 2 + 1e-6


@pytest.mark.parametrize(
    ("covered", "span", "share", "passed"),
    [(60, 60, 100, True), (59.9, 60, 100, False), (57, 60, 95, True), (56.9, 60, 95, False), (0, 0, 100, False)],
)
def test_when_a_lesson_is_covered(covered, span, share, passed):
    assert rules.is_covered(covered, span, share) is passed
