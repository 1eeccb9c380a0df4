"""The rules as truth tables."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curricula import rules
from lms.curricula.rules import Facts, Rule

D = dt.date
CHIEF = Facts(person_id=7, unit_path="00010002", category="civil_servant", post="副科长", rank="四级调研员")
ISSUED, DUE = D(2026, 1, 1), D(2026, 12, 27)  # 360 days apart
DAYS = st.dates(D(2026, 1, 1), D(2026, 12, 31))


@pytest.mark.parametrize(
    ("rule", "matched"),
    [
        (Rule(), False),
        (Rule(with_sub_units=False), False),
        (Rule(unit_path="0001"), True),
        (Rule(unit_path="0001", with_sub_units=False), False),
        (Rule(unit_path="00010002", with_sub_units=False), True),
        (Rule(unit_path="0002"), False),
        (Rule(category="civil_servant"), True),
        (Rule(category="dispatched"), False),
        (Rule(post="科长"), True),
        (Rule(post="=科长"), False),
        (Rule(post="＝副科长"), True),
        (Rule(post="局长"), False),
        (Rule(rank="调研员"), True),
        (Rule(rank="科员"), False),
        (Rule(person_id=7), True),
        (Rule(person_id=8), False),
        (Rule(unit_path="0001", category="civil_servant", post="科长", rank="四级", person_id=7), True),
        (Rule(unit_path="0001", category="dispatched", post="科长"), False),
    ],
)
def test_matches(rule, matched):
    assert rules.matches(rule, CHIEF) is matched


@given(st.builds(Facts, person_id=st.integers(1), unit_path=st.text(), category=st.text(), post=st.text()))
def test_an_empty_rule_matches_nobody(facts):
    assert not rules.matches(Rule(), facts)


def test_somebody_without_a_post_is_matched_by_name_only():
    assert rules.matches(Rule(person_id=7), Facts(person_id=7))
    assert not rules.matches(Rule(unit_path="0001"), Facts(person_id=7))


HALFWAY = [(D(2026, 6, 30), 40), (DUE, 100)]


@pytest.mark.parametrize(
    ("day", "milestones", "planned"),
    [
        (D(2025, 12, 31), [], 0),
        (ISSUED, [], 0),
        (D(2026, 6, 30), [], 50),
        (DUE, [], 100),
        (D(2027, 6, 1), [], 100),
        (D(2026, 4, 1), HALFWAY, 20),
        (D(2026, 6, 30), HALFWAY, 40),
        (D(2026, 9, 28), HALFWAY, 70),
        (D(2027, 1, 1), HALFWAY, 100),
        (D(2027, 1, 1), [(DUE, 95)], 95),
        (D(2026, 9, 28), [(D(2026, 6, 30), 40)], 70),
        (D(2027, 1, 1), [(D(2026, 6, 30), 40)], 100),
        (ISSUED, [(ISSUED, 10)], 10),
    ],
)
def test_planned_percent(day, milestones, planned):
    assert rules.planned_percent(day, ISSUED, DUE, milestones) == Decimal(planned)


def test_issued_and_due_on_one_day():
    assert rules.planned_percent(ISSUED, ISSUED, ISSUED, []) == 100
    assert rules.planned_percent(D(2025, 12, 31), ISSUED, ISSUED, []) == 0


@given(DAYS, DAYS, st.lists(st.tuples(DAYS, st.integers(0, 100)), max_size=5))
def test_the_plan_stays_within_bounds_and_grows_with_its_milestones(day, later, found):
    growing = list(zip(sorted(day for day, _ in found), sorted(percent for _, percent in found), strict=True))
    first = rules.planned_percent(min(day, later), ISSUED, DUE, growing)
    second = rules.planned_percent(max(day, later), ISSUED, DUE, growing)
    assert 0 <= first <= second <= 100


@pytest.mark.parametrize(
    ("actual", "planned", "behind"), [(60, 66, True), (61, 66, False), (60.9, 66, True), (66, 61, False), (0, 5, False)]
)
def test_is_behind(actual, planned, behind):
    assert rules.is_behind(actual, planned) is behind


JUNE_30, MARCH_5 = D(2026, 6, 30), D(2026, 3, 5)


@pytest.mark.parametrize(
    ("pauses", "on", "due"),
    [
        ([], JUNE_30, JUNE_30),
        ([(D(2026, 4, 1), D(2026, 4, 10))], JUNE_30, D(2026, 7, 10)),
        ([(D(2026, 3, 1), D(2026, 8, 6))], D(2026, 8, 7), D(2026, 12, 2)),  # 155 days from 5 March
        ([(D(2026, 1, 1), D(2026, 3, 4))], JUNE_30, JUNE_30),
        ([(D(2026, 7, 1), D(2026, 7, 9))], JUNE_30, JUNE_30),
        ([(D(2026, 6, 20), D(2026, 7, 10))], JUNE_30, D(2026, 7, 21)),
        ([(D(2026, 4, 1), None)], D(2026, 4, 5), D(2026, 7, 5)),
        ([(D(2026, 4, 1), D(2026, 4, 10)), (D(2026, 4, 5), D(2026, 4, 15))], JUNE_30, D(2026, 7, 15)),
        ([(D(2026, 7, 3), D(2026, 7, 4)), (D(2026, 4, 1), D(2026, 4, 10))], JUNE_30, D(2026, 7, 12)),
    ],
)
def test_effective_due(pauses, on, due):
    assert rules.effective_due(JUNE_30, MARCH_5, pauses, on) == due


@given(st.lists(st.tuples(DAYS, DAYS), max_size=6), DAYS)
def test_a_pause_never_brings_the_due_date_forward(spans, on):
    pauses = [(min(span), max(span)) for span in spans]
    due = rules.effective_due(JUNE_30, MARCH_5, pauses, on)
    paused = {first + dt.timedelta(days=n) for first, last in pauses for n in range((last - first).days + 1)}
    assert JUNE_30 <= due <= JUNE_30 + dt.timedelta(days=len(paused))
    assert due == rules.effective_due(JUNE_30, MARCH_5, pauses[::-1], on)


@pytest.mark.parametrize(
    ("joined_on", "pauses", "on", "due", "mark"),
    [
        (D(2020, 1, 1), [], MARCH_5, JUNE_30, rules.ON_TIME),
        (D(2026, 5, 10), [], D(2026, 5, 10), JUNE_30, rules.JOINED),  # scenario 1
        (D(2026, 6, 12), [], D(2026, 6, 12), D(2026, 7, 12), rules.JOINED),
        (D(2026, 5, 10), [], D(2026, 8, 1), D(2026, 8, 31), rules.LATE),
        (D(2020, 1, 1), [(D(2026, 3, 1), D(2026, 8, 6))], D(2026, 8, 7), D(2026, 12, 2), rules.RESUMED),  # scenario 19
        (D(2020, 1, 1), [], D(2026, 7, 1), D(2026, 7, 31), rules.LATE),
        (None, [], MARCH_5, JUNE_30, rules.ON_TIME),
    ],
)
def test_due_for(joined_on, pauses, on, due, mark):
    term = rules.Term(MARCH_5, JUNE_30)
    assert rules.due_for(term, joined_on=joined_on, pauses=pauses, on=on) == rules.Due(due, mark)


@given(DAYS, st.lists(st.tuples(DAYS, DAYS), max_size=4), DAYS)
def test_nobody_is_given_a_task_that_is_overdue(joined_on, spans, on):
    pauses = [(min(span), max(span)) for span in spans]
    assert rules.due_for(rules.Term(MARCH_5, JUNE_30), joined_on=joined_on, pauses=pauses, on=on).on >= max(on, MARCH_5)


@pytest.mark.parametrize(
    ("done", "started", "paused", "on", "state"),
    [
        (True, True, False, D(2026, 7, 1), rules.DONE),
        (True, True, True, D(2026, 7, 1), rules.DONE),
        (False, True, True, D(2026, 7, 1), rules.PAUSED),
        (False, True, False, D(2026, 7, 1), rules.OVERDUE),
        (False, False, False, D(2026, 7, 1), rules.OVERDUE),
        (False, True, False, JUNE_30, rules.IN_PROGRESS),
        (False, False, False, JUNE_30, rules.NOT_STARTED),
    ],
)
def test_task_state(done, started, paused, on, state):
    assert rules.task_state(done=done, started=started, paused=paused, due_on=JUNE_30, on=on) == state
