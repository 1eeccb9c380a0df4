"""The arithmetic, as truth tables and as laws."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curricula.rules import is_behind
from lms.reports import rules
from lms.reports.rules import Fact, Figures
from lms.reports.selectors.figures import behind

ON = dt.date(2026, 6, 21)
DUE = dt.date(2026, 6, 20)


def fact(**fields) -> Fact:
    return Fact(**({"person": 1, "unit": "0001", "course": 1, "due": DUE} | fields))


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, None), (0, 5, 0), (5, 5, 100), (249, 250, 99), (2, 3, 66), (1, 3, 33), (9999, 10_000, 99)],
)
def test_rates_are_floored(part, whole, expected):
    assert rules.percent(part, whole) == expected


@pytest.mark.parametrize(
    ("total", "sat", "expected"),
    [("0", 0, None), ("0", 2, "0.0"), ("176.50", 2, "88.3"), ("100", 3, "33.3"), ("200", 3, "66.7")],
)
def test_average_has_one_decimal(total, sat, expected):
    assert rules.average(Decimal(total), sat) == (expected and Decimal(expected))


@pytest.mark.parametrize(
    ("due", "completed", "late", "in_time"),
    [
        (DUE, None, True, False),  # due yesterday, nothing done
        (ON, None, False, False),  # due today means until the end of today
        (DUE, DUE, False, True),
        (DUE, ON, False, False),  # done late is done, not overdue and not on time
    ],
)
def test_due_on_a_day_means_until_its_end(due, completed, late, in_time):
    one = fact(due=due, completed_on=completed)
    assert (rules.overdue(one, ON), rules.on_time(one)) == (late, in_time)


@pytest.mark.parametrize(
    ("given_fact", "started", "expected"),
    [
        (None, False, "not_owed"),
        (fact(paused=True), True, "paused"),
        (fact(paused=True, completed_on=DUE), True, "paused"),
        (fact(completed_on=DUE), True, "done"),
        (fact(), True, "overdue"),
        (fact(due=ON), True, "in_progress"),
        (fact(due=ON), False, "not_started"),
    ],
)
def test_states_of_a_cell(given_fact, started, expected):
    assert rules.state(given_fact, ON, started) == expected


def test_tally_counts_people_and_best_grades():
    facts = [
        fact(person=1, completed_on=DUE, sat=True, passed=True, best=Decimal("90")),
        fact(person=2, completed_on=ON, sat=True, passed=True, best=Decimal("61.5")),
        fact(person=3, sat=True, best=Decimal("40")),
        fact(person=4, paused=True, sat=True, passed=True, best=Decimal("100")),
    ]
    counted = rules.tally(facts, ON, examined=frozenset([1]), plans={0: Decimal("66")})["0001", 1]
    assert (counted.owed, counted.completed, counted.on_time, counted.overdue) == (3, 2, 1, 1)
    assert (counted.to_sit, counted.sat, counted.passed, counted.average) == (3, 3, 2, Decimal("63.8"))
    assert (counted.rate, counted.on_time_rate, counted.sat_rate, counted.pass_rate) == (66, 33, 100, 66)
    assert counted.planned == Decimal("66")


def test_a_course_without_an_exam_has_no_participation():
    counted = rules.tally([fact()], ON)["0001", 1]
    assert (counted.sat_rate, counted.pass_rate, counted.average) == (None, None, None)


def test_nobody_owes():
    assert (Figures().rate, Figures().average, Figures().planned) == (None, None, None)


def test_rate_by_day_counts_the_same_people_each_day():
    facts = [fact(completed_on=DUE), fact(person=2, completed_on=ON), fact(person=3), fact(person=4, paused=True)]
    days = [DUE - dt.timedelta(days=1), DUE, ON]
    assert rules.rate_by_day(facts, days) == [0, 33, 66]
    assert rules.rate_by_day([], days) == [None, None, None]


paths = st.sampled_from(["0001", "00010001", "00010002", "000100010001"])
days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
scores = st.none() | st.decimals(0, 100, places=2)


@st.composite
def many_facts(draw) -> list[Fact]:
    made = []
    for person in range(draw(st.integers(0, 12))):
        best = draw(scores)
        made.append(fact(
            person=person, unit=draw(paths), course=draw(st.integers(1, 2)), due=draw(days),
            completed_on=draw(st.none() | days), sat=best is not None, best=best,
            passed=best is not None and best >= 60, paused=draw(st.booleans()),
        ))
    return made


@given(many_facts(), days)
def test_figures_are_consistent(facts, on):
    for figures in rules.tally(facts, on).values():
        assert figures.on_time <= figures.completed <= figures.owed
        assert figures.completed + figures.overdue <= figures.owed
        assert figures.passed <= figures.sat <= figures.owed
        assert (figures.rate == 100) == (figures.completed == figures.owed)


@given(many_facts(), days)
def test_a_roll_up_loses_nobody(facts, on):
    own = rules.tally(facts, on)
    rolled = rules.roll_up(own)
    for course in {course for _, course in own}:
        everyone = rules.total(figures for (_, of), figures in own.items() if of == course)
        assert rolled["0001", course] == everyone
        assert everyone.owed == sum(not one.paused for one in facts if one.course == course)


@pytest.mark.parametrize(("owed", "completed", "planned"), [
    (3, 1, "38.3"), (3, 1, "38.4"), (100, 45, "50"), (100, 44, "50"), (7, 3, "47.9"), (7, 3, "47.8"), (0, 0, "0"),
])
def test_behind_is_the_rule_of_the_plan_before_it_is_divided(owed, completed, planned):
    figures = Figures(owed=owed, completed=completed, tenths=int(Decimal(planned) * 10) * owed)
    assert behind(figures) == (owed > 0 and is_behind(figures.actual, figures.planned))
