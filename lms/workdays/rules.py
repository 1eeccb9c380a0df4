"""Which days are worked, and how to count them. Values in, values out."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5
REST, WORK = "rest", "work"


class CalendarRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """Rows that make no calendar. Its text says which and why."""


@dataclass(frozen=True)
class Calendar:
    """The exceptions of a stretch of days; every other day is what its weekday says."""

    off: frozenset[dt.date] = frozenset()
    worked: frozenset[dt.date] = frozenset()

    def is_working(self, day: dt.date) -> bool:
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)

    def after(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `day`; for 0 the day itself, or the next working day when it is not one."""
        day = day if count else day - ONE_DAY
        for _ in range(max(count, 1)):
            day += ONE_DAY
            while not self.is_working(day):
                day += ONE_DAY
        return day

    def between(self, after: dt.date, until: dt.date) -> int:
        """Working days later than `after`, up to and with `until`; 0 when `until` is not later."""
        days = range(1, (until - after).days + 1)
        return sum(self.is_working(after + number * ONE_DAY) for number in days)


def calendar(rows: Iterable[tuple[dt.date, str]]) -> Calendar:
    """From (day, kind)."""
    rows = tuple(rows)
    return Calendar(
        frozenset(day for day, kind in rows if kind == REST), frozenset(day for day, kind in rows if kind == WORK)
    )


@dataclass(frozen=True)
class Line:
    """A row of a calendar file."""

    on: dt.date
    kind: str
    name: str


def read_lines(rows: Iterable[dict]) -> tuple[Line, ...]:
    """Rows with on, kind and name (to_on for a stretch, optional) as one line a day. Raises CalendarRefused."""
    lines = [line for number, row in enumerate(rows, start=1) for line in _lines(number, row)]
    seen: set[dt.date] = set()
    for line in lines:
        if line.on in seen:
            raise CalendarRefused(f"{line.on} is there twice; nothing was loaded.")
        seen.add(line.on)
    return tuple(lines)


def _lines(number: int, row: dict) -> tuple[Line, ...]:
    try:
        first = dt.date.fromisoformat(row["on"].strip())
        last = dt.date.fromisoformat((row.get("to_on") or row["on"]).strip())
        kind, name = row["kind"].strip(), row["name"].strip()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CalendarRefused(f"Row {number} is not on,to_on,kind,name with days as 2026-01-31: {row}") from error
    if kind not in (REST, WORK) or not name or not 0 <= (last - first).days < 60:
        raise CalendarRefused(f"Row {number}: kind is rest or work, a name is needed, to_on is not before on: {row}")
    return tuple(Line(first + day * ONE_DAY, kind, name) for day in range((last - first).days + 1))
