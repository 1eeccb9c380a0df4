"""Steps, levels and months, as truth tables."""

import datetime as dt

import pytest

from lms.supervision import rules
from lms.supervision.rules import HEAD, LEADER, Plan, Told
from lms.workdays.rules import Calendar

D = dt.date
PLAN = Plan(before=(7, 1), after=(1, 7), apart=3, stops=60)
WEEKS = Calendar()
DUE, GIVEN = D(2026, 6, 24), D(2026, 3, 5)  # a Wednesday


@pytest.mark.parametrize(("text", "found"), [("7, 1", (7, 1)), ("7，1、0", (7, 1, 0)), ("", ()), (" 3 ", (3,))])
def test_days_as_hr_writes_them(text, found):
    assert rules.days(text) == found


def test_steps_in_order_with_the_day_itself():
    assert PLAN.steps == (-7, -1, 0, 1, 7)
    assert Plan(before=(), after=()).steps == (0,)


@pytest.mark.parametrize(("due", "step", "day"), [
    (D(2026, 6, 24), -7, D(2026, 6, 17)),
    (D(2026, 6, 28), 0, D(2026, 6, 26)),  # due on a Sunday: said on the Friday before
    (D(2026, 6, 28), -1, D(2026, 6, 26)),
    (D(2026, 6, 26), 1, D(2026, 6, 29)),  # overdue on a Saturday: said on the Monday
])
def test_days_off_move_a_step(due, step, day):
    assert rules.day_of_step(due, step, WEEKS) == day


def test_a_holiday_moves_a_step_and_a_worked_saturday_does_not():
    calendar = Calendar(off=frozenset({D(2026, 6, 24), D(2026, 6, 25)}), worked=frozenset({D(2026, 6, 27)}))
    assert rules.day_of_step(D(2026, 6, 25), 0, calendar) == D(2026, 6, 23)
    assert rules.day_of_step(D(2026, 6, 26), 1, calendar) == D(2026, 6, 27)


@pytest.mark.parametrize(("on", "told", "step"), [
    (D(2026, 6, 16), None, None),
    (D(2026, 6, 17), None, -7),
    (D(2026, 6, 17), -7, None),
    (D(2026, 6, 22), -7, None),
    (D(2026, 6, 23), -7, -1),
    (D(2026, 6, 24), -1, 0),
    (D(2026, 6, 25), 0, 1),
    (D(2026, 6, 30), 1, None),
    (D(2026, 7, 1), 1, 7),
    (D(2026, 7, 9), 7, None),
    (D(2026, 7, 1), -7, 7),  # a machine that stood still: one reminder, not four
    (D(2026, 8, 23), None, 7),
    (D(2026, 8, 24), None, None),  # 61 days after: no more
])
def test_the_step_reached(on, told, step):
    assert rules.step_reached(PLAN, (GIVEN, DUE), on, Told(step=told), WEEKS) == step


def test_no_reminder_on_the_day_the_task_was_given():
    given = D(2026, 6, 17)
    assert rules.step_reached(PLAN, (given, DUE), given, Told(), WEEKS) is None
    assert rules.step_reached(PLAN, (given, DUE), D(2026, 6, 23), Told(), WEEKS) == -1


THURSDAY = D(2026, 6, 25)  # the person is told that it is late


@pytest.mark.parametrize(("told", "on", "head", "leader", "level"), [
    (Told(), D(2026, 7, 9), 1, 2, ""),  # nobody above is told before the person himself
    (Told(learner_on=THURSDAY), D(2026, 6, 29), 1, 2, ""),
    (Told(learner_on=THURSDAY), D(2026, 6, 30), 1, 2, HEAD),  # Friday, Monday, Tuesday: three working days
    (Told(learner_on=THURSDAY), D(2026, 7, 9), 1, 2, HEAD),  # however late: one level at a time
    (Told(learner_on=THURSDAY, head_on=D(2026, 6, 30)), D(2026, 7, 2), 1, 2, ""),
    (Told(learner_on=THURSDAY, head_on=D(2026, 6, 30)), D(2026, 7, 3), 1, 2, LEADER),
    (Told(learner_on=THURSDAY, head_on=D(2026, 6, 30)), D(2026, 7, 3), 1, None, ""),
    (Told(learner_on=THURSDAY, head_on=D(2026, 6, 30), leader_on=D(2026, 7, 3)), D(2026, 7, 20), 1, 2, ""),
    (Told(learner_on=THURSDAY), D(2026, 6, 30), None, 2, LEADER),  # no head: the leader is next
    (Told(learner_on=THURSDAY), D(2026, 9, 30), 1, 2, ""),
])
def test_one_level_at_a_time(told, on, head, leader, level):
    assert rules.next_level(PLAN, DUE, on, told, WEEKS, head=head, leader=leader) == level


def test_a_holiday_lets_everybody_wait():
    off = Calendar(off=frozenset({D(2026, 6, 29), D(2026, 6, 30)}))
    assert rules.next_level(PLAN, DUE, D(2026, 6, 30), Told(learner_on=THURSDAY), off, head=1, leader=2) == ""
    assert rules.next_level(PLAN, DUE, D(2026, 7, 2), Told(learner_on=THURSDAY), off, head=1, leader=2) == HEAD


def test_who_stands_above():
    heads = {"0001": 1, "00010002": 2, "000100020003": 3}
    assert rules.head_above("000100020003", 9, heads) == 3
    assert rules.head_above("000100020003", 3, heads) == 2  # who heads his unit answers to the next above
    assert rules.head_above("000100020004", 9, heads) == 2
    assert rules.head_above("00010002", 2, heads) is None  # the bureau's head is no section head
    leaders = {"00010002": [5, 6], "0001": [7]}
    assert rules.leader_above("000100020003", 9, leaders) == 5
    assert rules.leader_above("000100020003", 5, leaders) == 6
    assert rules.leader_above("00010009", 9, leaders) == 7
    assert rules.leader_above("0009", 9, leaders) is None


@pytest.mark.parametrize(("on", "newest", "months"), [
    (D(2026, 7, 1), None, [D(2026, 6, 30)]),
    (D(2026, 7, 31), D(2026, 6, 30), []),
    (D(2026, 7, 1), D(2026, 4, 30), [D(2026, 5, 31), D(2026, 6, 30)]),
    (D(2027, 1, 3), D(2026, 11, 30), [D(2026, 12, 31)]),
    (D(2026, 3, 1), None, [D(2026, 2, 28)]),
    (D(2026, 6, 1), D(2026, 6, 30), []),
])
def test_months_to_freeze(on, newest, months):
    assert list(rules.months_to_freeze(on, newest)) == months


def test_a_machine_that_stood_for_years_freezes_twelve_at_most():
    assert len(rules.months_to_freeze(D(2026, 7, 1), D(2020, 1, 31))) == 12


@pytest.mark.parametrize(("due", "words"), [
    (D(2026, 6, 23), rules.BEFORE), (D(2026, 6, 22), rules.TODAY), (D(2026, 6, 21), rules.LATE),
])
def test_the_letter_fits_the_day(due, words):
    assert rules.words_of(due, D(2026, 6, 22)) == words


def test_the_hash_hears_every_figure():
    head, lines = {"on": "2026-06-30"}, [["0101", 3], ["0102", 4]]
    first = rules.digest_of(head, lines)
    assert rules.digest_of(dict(head), [list(line) for line in lines]) == first
    assert rules.digest_of(head, [["0101", 3], ["0102", 5]]) != first
    assert rules.digest_of({"on": "2026-07-31"}, lines) != first
    assert rules.digest_of(head, lines[::-1]) != first
