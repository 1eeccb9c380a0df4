"""Boxes and shown topics as truth tables."""

import datetime as dt

import pytest

from lms.drill.rules import INTERVALS, LAST_BOX, Standing, may_be_shown, next_standing, percent_right

TODAY = dt.date(2026, 6, 1)
TOMORROW, YESTERDAY = dt.date(2026, 6, 2), dt.date(2026, 5, 31)


@pytest.mark.parametrize(("before", "right", "after"), [
    (None, True, None),
    (None, False, Standing(1, TOMORROW)),
    (Standing(1, TODAY), True, Standing(2, dt.date(2026, 6, 3))),
    (Standing(2, YESTERDAY), True, Standing(3, dt.date(2026, 6, 5))),
    (Standing(3, TODAY), True, Standing(4, dt.date(2026, 6, 9))),
    (Standing(4, TODAY), True, Standing(5, dt.date(2026, 6, 17))),
    (Standing(5, TODAY), True, Standing(5, None)),
    (Standing(5, None), True, Standing(5, None)),
    (Standing(1, TOMORROW), True, Standing(1, TOMORROW)),  # before its day nothing is gained
    (Standing(4, TOMORROW), True, Standing(4, TOMORROW)),
    (Standing(4, TOMORROW), False, Standing(1, TOMORROW)),  # but all is lost
    (Standing(4, TODAY), False, Standing(1, TOMORROW)),
    (Standing(5, None), False, Standing(1, TOMORROW)),
])
def test_boxes(before, right, after):
    assert next_standing(before, right=right, today=TODAY) == after


def test_a_question_is_learnt_in_as_many_days_as_the_intervals_add_up_to():
    standing, day = next_standing(None, right=False, today=TODAY), TODAY
    for _ in range(LAST_BOX):
        day = standing.due_on
        standing = next_standing(standing, right=True, today=day)
    assert standing.due_on is None
    assert (day - TODAY).days == sum(INTERVALS) == 31


@pytest.mark.parametrize(("right", "answers", "percent"), [(0, 0, None), (0, 3, 0), (2, 3, 66), (3, 3, 100)])
def test_percent_is_rounded_down(right, answers, percent):
    assert percent_right(right, answers) == percent


@pytest.mark.parametrize(("people", "shown"), [
    ({}, False),
    ({"01": 4}, False),
    ({"01": 5}, True),
    ({"01": 9, "0101": 5}, False),  # 9 − 5 = 4 could be told apart
    ({"01": 10, "0101": 5}, True),
    ({"01": 5, "0101": 5}, True),  # nobody is left
    ({"01": 9, "0101": 4}, True),  # what is below is not shown, so nothing can be taken away
    ({"01": 14, "0101": 5, "0102": 5}, False),
    ({"01": 14, "0101": 5, "0102": 4, "0103": 5}, False),
    ({"01": 15, "0101": 5, "0102": 5}, True),
    ({"01": 9, "0101": 9, "010101": 5}, False),  # the one below hides its parent, and both this one
    ({"01": 15, "0101": 9, "010101": 5}, True),  # 0101 is not shown, 010101 is: ten are left
    ({"01": 8, "0201": 5}, True),  # another tree
])
def test_topics_that_tell_of_nobody(people, shown):
    assert may_be_shown("01", people) is shown
