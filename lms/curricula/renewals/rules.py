"""When a curriculum comes round again, and how long what was finished is good for. Values in, values out."""

import calendar
import datetime as dt
from collections.abc import Collection


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def valid_until(completed_on: dt.date, months: int) -> dt.date:
    """The last day on which what was finished is good."""
    return add_months(completed_on, months)


def refresher_cycle(on: dt.date, taken: Collection[str]) -> str:
    """The year, as all figures by year ask for it; the month where the course was taken in that year already."""
    return f"{on.year}" if f"{on.year}" not in taken else f"{on:%Y-%m}"


def cycle_label(issued_on: dt.date, every_months: int) -> str:
    """Whole years: the year, as all figures by year ask for it; otherwise year and month."""
    return f"{issued_on.year}" if every_months % 12 == 0 else f"{issued_on:%Y-%m}"


def next_code(code: str, cycle: str, next_cycle: str) -> str:
    """CIP-11 in 2026 → CIP-11-2027 → CIP-11-2028; 32 characters at most."""
    base = code.removesuffix(f"-{cycle}")
    return f"{base[:31 - len(next_cycle)]}-{next_cycle}"


def is_due(issued_on: dt.date, every_months: int, until_on: dt.date | None, on: dt.date) -> bool:
    """Has the next round begun by the day, and may it still begin?"""
    begins = add_months(issued_on, every_months)
    return begins <= on and (until_on is None or begins <= until_on)
