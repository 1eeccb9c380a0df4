"""The arithmetic of the figures, as the bureau defines them (design 1, definitions). Pure: no database, no clock."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from operator import add
from typing import NamedTuple

ZERO = Decimal(0)
ONE_DECIMAL = Decimal("0.1")
STEP = 4  # characters a level in a unit's path


class Fact(NamedTuple):
    """One person owes one course: what is known of it at the end of the day asked for."""

    person: int
    unit: str  # path of the unit of his main posting that day
    course: int
    due: dt.date  # with pauses taken into account
    completed_on: dt.date | None = None
    sat: bool = False
    passed: bool = False
    best: Decimal | None = None
    curriculum: int = 0
    paused: bool = False
    cycle: str = ""


class Figures(NamedTuple):
    """Counts of people, and the percentages made of them. Figures add up: units roll up, courses total.

    Whole numbers throughout, since a bureau's matrix has thousands: `hundredths` of a point of all grades that count
    together, `tenths` of a percent of all plans, each counted once for everyone who owes.
    """

    owed: int = 0
    completed: int = 0
    on_time: int = 0
    overdue: int = 0
    to_sit: int = 0
    sat: int = 0
    passed: int = 0
    hundredths: int = 0
    tenths: int = 0

    @property
    def score_total(self) -> Decimal:
        return Decimal(self.hundredths) / 100

    @property
    def planned_total(self) -> Decimal:
        return Decimal(self.tenths) / 10

    def __add__(self, other: "Figures") -> "Figures":  # type: ignore[override]
        return Figures(*map(add, self, other))

    @property
    def rate(self) -> int | None:
        """完成率 = 完成 ÷ 应学, floored; None for a unit where nobody owes."""
        return percent(self.completed, self.owed)

    @property
    def on_time_rate(self) -> int | None:
        return percent(self.on_time, self.owed)

    @property
    def sat_rate(self) -> int | None:
        """参考率 = 参考 ÷ 应考."""
        return percent(min(self.sat, self.to_sit), self.to_sit)

    @property
    def pass_rate(self) -> int | None:
        """合格率 = 合格 ÷ 参考."""
        return percent(self.passed, self.sat)

    @property
    def average(self) -> Decimal | None:
        """平均分: grade that counts per person who sat, to one decimal; None when nobody sat."""
        return average(self.score_total, self.sat)

    @property
    def actual(self) -> Decimal:
        """Percent completed, not rounded: what is held against the plan."""
        return Decimal(100 * self.completed) / self.owed if self.owed else ZERO

    @property
    def planned(self) -> Decimal | None:
        """时序应达: percent planned by the day, each plan weighted by the people who owe it."""
        return self.planned_total / self.owed if self.owed else None


def percent(part: int, whole: int) -> int | None:
    """Floored: 99.6 gives 99, and 100 only when all did. None when there is nothing to divide by."""
    return part * 100 // whole if whole else None


def average(total: Decimal, how_many: int) -> Decimal | None:
    return (total / how_many).quantize(ONE_DECIMAL, ROUND_HALF_UP) if how_many else None


def on_time(fact: Fact) -> bool:
    """Due on a day means until the end of that day."""
    return fact.completed_on is not None and fact.completed_on <= fact.due


def overdue(fact: Fact, on: dt.date) -> bool:
    return fact.completed_on is None and fact.due < on


def days_late(fact: Fact, on: dt.date) -> int:
    return (on - fact.due).days if overdue(fact, on) else 0


def tally(
    facts: Iterable[Fact], on: dt.date, *, examined: frozenset[int] = frozenset(),
    plans: Mapping[int, Decimal] | None = None,
) -> dict[tuple[str, int], Figures]:
    """Figures by unit (its own people only) and course. The paused are out of the denominators.

    `examined` are the courses that end in an assessment; `plans` the planned percent of each curriculum.
    """
    plans = plans or {}
    sums: dict[tuple[str, int], list] = {}
    for fact in facts:
        if fact.paused:
            continue
        counts = sums.get((fact.unit, fact.course))
        if counts is None:
            counts = sums[fact.unit, fact.course] = [0] * 9
        _count(counts, fact, on, fact.course in examined, plans.get(fact.curriculum, ZERO))
    return {key: Figures(*counts) for key, counts in sums.items()}


def _count(counts: list, fact: Fact, on: dt.date, examined: bool, planned: Decimal) -> None:
    counts[0] += 1
    counts[4] += examined
    counts[8] += int(planned * 10)
    if fact.completed_on is None:
        counts[3] += fact.due < on
    else:
        counts[1] += 1
        counts[2] += fact.completed_on <= fact.due
    if fact.sat:
        counts[5] += 1
        counts[6] += fact.passed
        counts[7] += int((fact.best or ZERO) * 100)


def roll_up(own: Mapping[tuple[str, int], Figures]) -> dict[tuple[str, int], Figures]:
    """Each unit with all its sub-units: a unit's path begins with the path of the unit above it."""
    sums: dict[tuple[str, int], tuple] = {}
    for (path, course), figures in own.items():
        for end in range(STEP, len(path) + 1, STEP):
            key = (path[:end], course)
            held = sums.get(key)
            sums[key] = tuple(map(add, held, figures)) if held else figures
    return {key: Figures(*values) for key, values in sums.items()}


def total(figures: Iterable[Figures]) -> Figures:
    """Column by column."""
    rows = list(figures)
    return Figures._make(map(sum, zip(*rows, strict=True))) if rows else Figures()


def state(fact: Fact | None, on: dt.date, started: bool) -> str:
    """One cell of the matrix, in words the templates and the export know."""
    if fact is None:
        return "not_owed"
    if fact.paused:
        return "paused"
    if fact.completed_on:
        return "done"
    if fact.due < on:
        return "overdue"
    return "in_progress" if started else "not_started"


def rate_by_day(facts: Iterable[Fact], days: Iterable[dt.date]) -> list[int | None]:
    """Completion rate at the end of each day, of those who owe on the day asked for."""
    counted = [fact.completed_on for fact in facts if not fact.paused]
    done = sorted(day for day in counted if day)
    return [percent(bisect_right(done, limit), len(counted)) for limit in days]
