"""On what terms a person may sit: a truth table over windows, rests, extra time and make-up exams."""

import datetime as dt

import pytest

from lms.assessment.terms import Again, History, settled, terms_of, used
from tests.assessment.conftest import MINUTE, NINE
from tests.factories import recipe

HOUR = 60 * MINUTE
DAY = 24 * HOUR


def window(opens=0, closes=120, **changes) -> dict:
    """Open from so many minutes after nine to so many."""
    return recipe(opens_at=(NINE + opens * MINUTE).isoformat(), closes_at=(NINE + closes * MINUTE).isoformat(),
                  **changes)


READY = History(finished=True, passed=False)


@pytest.mark.parametrize(("made", "after", "code"), [
    (recipe(), -10**6, ""), (recipe(), 10**6, ""),
    (window(), -1, "not_open"), (window(), 0, ""), (window(), 119, ""), (window(), 120, "window_over"),
    (window(late_minutes=15), 15, ""), (window(late_minutes=15), 16, "late"),
    (window(late_minutes=15), 121, "window_over"), (recipe(late_minutes=15), 10**6, ""),
])
def test_the_window_and_coming_late(made, after, code):
    assert settled(made, READY, NINE + after * MINUTE)[1] == code


@pytest.mark.parametrize(("history", "code"), [
    (History(finished=False, passed=False), "unfinished"), (History(finished=False, passed=True), "passed"),
    (History(finished=True, passed=True), "passed"), (READY, ""),
    (History(True, False, (NINE,), NINE), "cooldown"), (History(True, False, (NINE - DAY,), NINE - DAY), ""),
    (History(True, False, (NINE - DAY,), NINE - DAY + MINUTE), "cooldown"),
    (History(True, False, (NINE - 9 * DAY, NINE - 8 * DAY), NINE - 8 * DAY), "used_up"),
])
def test_attempts_and_the_rest_between_them(history, code):
    assert settled(recipe(cooldown_hours=24), history, NINE)[1] == code


@pytest.mark.parametrize("made", [None, recipe(kind="marked")])
def test_where_there_is_no_exam(made):
    assert settled(made, READY, NINE) == (None, "not_an_exam")


@pytest.mark.parametrize(("start", "extra", "ends"), [
    (0, 0, 30), (100, 0, 120), (119, 0, 120), (0, 15, 45), (100, 15, 135), (119, 15, 135),
])
def test_the_deadline_is_ones_own_minutes_within_the_window_and_what_was_granted(start, extra, ends):
    terms = terms_of(window(), extra)
    assert terms.deadline(NINE + start * MINUTE) == NINE + ends * MINUTE


@pytest.mark.parametrize("extra", [0, 30])
def test_extra_time_opens_no_door_after_the_window(extra):
    assert settled(window(), READY, NINE + 121 * MINUTE, extra=extra)[1] == "window_over"


AGAIN = Again(NINE + DAY, NINE + DAY + HOUR, attempts=1)


@pytest.mark.parametrize(("made", "history", "at", "code", "make_up"), [
    (window(), READY, NINE + 2 * HOUR, "not_open", True),  # absent: waits for the make-up exam
    (window(), READY, NINE + DAY, "", True),
    (window(), READY, NINE + DAY + HOUR, "window_over", True),
    (window(), READY, NINE + HOUR, "", False),  # the exam itself is still open
    (recipe(), History(True, False, (NINE, NINE), NINE), NINE + DAY, "", True),  # failed twice
    (recipe(), History(True, False, (NINE, NINE, NINE + DAY), NINE + DAY), NINE + DAY, "used_up", True),
    (recipe(), History(True, True, (NINE,), NINE), NINE + DAY, "passed", False),
    (recipe(), History(False, False), NINE + DAY, "unfinished", False),
])
def test_a_make_up_exam_takes_over_where_the_exam_allows_no_more(made, history, at, code, make_up):
    terms, why = settled(made, history, at, again=AGAIN)
    assert (why, terms.make_up) == (code, make_up)


def test_a_make_up_exam_counts_its_own_attempts_and_keeps_ones_minutes():
    history = History(True, False, (NINE, NINE), NINE)
    terms, _code = settled(window(late_minutes=5, cooldown_hours=99), history, NINE + DAY, extra=10, again=AGAIN)
    assert (used(terms, history), terms.attempts, terms.minutes, terms.latest_at) == (0, 1, 40, None)
    assert terms.deadline(NINE + DAY + 50 * MINUTE) == NINE + DAY + HOUR + 10 * MINUTE
    assert terms.rest == dt.timedelta()
