"""What marks come to."""

from decimal import Decimal

import pytest

from lms.assessment.marking.rules import DISPUTED, OPEN, SETTLED, Outcome, allowed_difference, is_step, outcome, steps


@pytest.mark.parametrize(("points", "fits"), [
    ("0", True), ("0.5", True), ("10", True), ("10.5", False), ("-0.5", False), ("3.25", False), ("NaN", False),
    ("Infinity", False),
])
def test_points_go_by_half_from_nothing_to_all(points, fits):
    assert is_step(Decimal(points), 10) is fits


def test_the_steps_of_two_points():
    assert steps(2) == [Decimal("0"), Decimal("0.5"), Decimal("1.0"), Decimal("1.5"), Decimal("2.0")]


@pytest.mark.parametrize(("marks", "markers", "expected"), [
    ((), 1, Outcome(OPEN)),
    (("7",), 1, Outcome(SETTLED, Decimal("7"))),
    (("7",), 2, Outcome(OPEN)),
    (("7", "8.5"), 2, Outcome(SETTLED, Decimal("7.75"))),
    (("7", "9"), 2, Outcome(SETTLED, Decimal("8"))),  # just what is allowed
    (("7", "9.5"), 2, Outcome(DISPUTED)),
    (("9.5", "7"), 2, Outcome(DISPUTED)),
    (("7", "9.5", "8"), 2, Outcome(SETTLED, Decimal("8"))),  # the arbiter's
    (("0", "0"), 2, Outcome(SETTLED, Decimal("0"))),
])
def test_one_marker_two_who_agree_two_who_differ(marks, markers, expected):
    allowed = allowed_difference(10, 20)
    assert allowed == 2
    assert outcome([Decimal(mark) for mark in marks], markers=markers, allowed=allowed) == expected


def test_no_tolerance_makes_a_dispute_of_half_a_point():
    assert outcome([Decimal("7"), Decimal("7.5")], markers=2, allowed=allowed_difference(10, 0)).state == DISPUTED
