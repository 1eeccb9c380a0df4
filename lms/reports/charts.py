"""Small pictures drawn by the server: points in, presentation attributes out (no style attributes, no script)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

LEFT, RIGHT, TOP, BOTTOM = 34, 330, 10, 115


@dataclass(frozen=True)
class Point:
    """Percent completed and percent planned at the end of a day."""

    day: dt.date
    actual: int
    planned: int | None


@dataclass(frozen=True)
class Trend:
    points: tuple[Point, ...]
    line: str
    plan: str

    @property
    def first(self) -> Point:
        return self.points[0]

    @property
    def last(self) -> Point:
        return self.points[-1]


def weeks_before(day: dt.date, how_many: int = 8) -> list[dt.date]:
    """The same weekday of the last weeks, oldest first, `day` last."""
    return [day - dt.timedelta(weeks=back) for back in range(how_many - 1, -1, -1)]


def trend(points: Sequence[Point]) -> Trend | None:
    """Two lines in a box of 340 × 150; None when there is nothing to draw."""
    if len(points) < 2:
        return None
    planned = [point.planned for point in points if point.planned is not None]
    plan = path(planned) if len(planned) == len(points) else ""
    return Trend(tuple(points), path([point.actual for point in points]), plan)


def path(percents: Sequence[int]) -> str:
    """An SVG path through equally spaced percentages."""
    step = (RIGHT - LEFT) / (len(percents) - 1)
    heights = [BOTTOM - round((BOTTOM - TOP) * value / 100) for value in percents]
    return "M" + "L".join(f"{LEFT + round(step * n)} {height}" for n, height in enumerate(heights))


STEPS = 10  # bars of ten points each; full marks belong to the last


@dataclass(frozen=True)
class Bar:
    """How many scored from `low` to `high`, and of these how many passed; where it stands in the drawing."""

    low: int
    high: int
    people: int
    passed: int
    x: int
    top: int
    split: int  # the passed stand on the ground, the others on top of them

    @property
    def failed_height(self) -> int:
        return self.split - self.top

    @property
    def passed_height(self) -> int:
        return BOTTOM - self.split


@dataclass(frozen=True)
class Histogram:
    bars: tuple[Bar, ...]
    people: int
    passed: int


Steps = Mapping[int, tuple[int, int]]  # step → people, and how many of them passed


def by_step(scores: Iterable[tuple[Decimal, bool]]) -> Steps:
    """Scores 0 to 100 in steps of ten points."""
    found: dict[int, tuple[int, int]] = {}
    for score, good in scores:
        step = max(0, min(int(score) // STEPS, STEPS - 1))
        people, passed = found.get(step, (0, 0))
        found[step] = people + 1, passed + good
    return found


def histogram(steps: Steps) -> Histogram | None:
    """Ten bars in a box of 340 × 150; None when nobody has a score."""
    if not steps:
        return None
    tallest = max(people for people, _ in steps.values())
    bars = tuple(_bar(n, *steps.get(n, (0, 0)), tallest) for n in range(STEPS))
    return Histogram(bars, sum(bar.people for bar in bars), sum(bar.passed for bar in bars))


def _bar(step: int, people: int, passed: int, tallest: int) -> Bar:
    room = BOTTOM - TOP - 10  # above a bar stands its number
    low, x = step * STEPS, LEFT + step * (RIGHT - LEFT) // STEPS
    high = 100 if step == STEPS - 1 else low + STEPS - 1
    return Bar(
        low, high, people, passed, x, BOTTOM - round(room * people / tallest), BOTTOM - round(room * passed / tallest)
    )


@dataclass(frozen=True)
class Column:
    """How many in the days that begin on `day`."""

    day: dt.date
    number: int
    x: int
    top: int

    @property
    def height(self) -> int:
        return BOTTOM - self.top


@dataclass(frozen=True)
class Columns:
    columns: tuple[Column, ...]
    width: int
    most: int


def columns(numbers: Sequence[tuple[dt.date, int]]) -> Columns | None:
    """Equally wide columns in a box of 340 × 150; None when there is nothing to draw, or too much."""
    most = max((number for _, number in numbers), default=0)
    room = (RIGHT - LEFT) / max(len(numbers), 1)
    if not most or room < 2:
        return None
    drawn = tuple(
        Column(day, number, LEFT + round(room * n), BOTTOM - round((BOTTOM - TOP) * number / most))
        for n, (day, number) in enumerate(numbers)
    )
    return Columns(drawn, max(1, min(24, int(room) - 1)), most)
