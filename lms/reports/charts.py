"""Small pictures drawn by the server: points in, presentation attributes out (no style attributes, no script)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

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
