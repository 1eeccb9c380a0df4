"""A date as five bureaus write it: 1998.07, 199807, 1998-07-15, 1998年7月, or a number Excel counts. Pure."""

import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext as _

from lms.people.services.roster.cells import shown, text
from lms.people.services.roster.names import Refused

YEAR_MONTH = re.compile(r"(\d{4})([.\-/年])(\d{1,2})(?:[.\-/月](\d{1,2})日?|月)?", re.ASCII)
RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)
TWO_DIGITS = re.compile(r"'?(\d{2})[.\-/年](\d{1,2})月?", re.ASCII)
MIDNIGHT = re.compile(r"00:00(:00)?(\.0+)?$")
SERIALS = range(7_000, 80_000)  # 1919 to 2119 in days since Excel's day zero
LARGEST = 1e9
EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
EARLIEST, FURTHEST = dt.date(1940, 1, 1), dt.timedelta(days=730)


def month(value: Any, today: dt.date) -> dt.date | None:
    """The date, the first of the month without a day; None for an empty cell.

    Raises Refused for an impossible day, and for one more than two years ahead.
    """
    if isinstance(value, dt.datetime | dt.date):
        found: dt.date | None = dt.date(value.year, value.month, value.day)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = _of_number(value)
    else:
        found = _of_text(text(value), today)
    if found and not EARLIEST <= found <= today + FURTHEST:
        raise Refused(_("This date cannot be right. Check it."))
    return found


def _of_number(value: float) -> dt.date | None:
    if not (abs(value) < LARGEST):  # nor for what is no number at all
        raise Refused(_("This is no date. Write 1998.07 or 1998-07."))
    if int(value) in SERIALS:
        return EXCEL_DAY_ZERO + dt.timedelta(days=int(value))
    if value == int(value):
        return _of_text(shown(value), None)
    if f"{value}".endswith(".1"):
        raise Refused(_("As a number this may be January or October. Type it as text."))
    return _of_text(f"{value:.2f}", None)


def _of_text(found: str, today: dt.date | None) -> dt.date | None:
    found = MIDNIGHT.sub("", found)
    if not found:
        return None
    if short := TWO_DIGITS.fullmatch(found):
        raise Refused(_("The year has two digits. Write it in full, perhaps %(likely)s.") % {"likely": _full(short)})
    if found.isascii() and found.isdigit() and len(found) == 5 and int(found) in SERIALS:
        return EXCEL_DAY_ZERO + dt.timedelta(days=int(found))
    match = YEAR_MONTH.fullmatch(found)
    if match and match[2] == "." and match[3] == "1" and match[4] is None:
        raise Refused(_("This may be January or October, its last zero lost. Write 01 or 10."))
    together = RUN_TOGETHER.fullmatch(found)
    if not match and not together:
        raise Refused(_("This is no date. Write 1998.07 or 1998-07."))
    year, month, day = match.group(1, 3, 4) if match else together.groups()  # type: ignore[union-attr]
    try:
        return dt.date(int(year), int(month), int(day or 1))
    except ValueError as error:
        raise Refused(_("This date cannot be right. Check it.")) from error


def _full(short: re.Match[str]) -> str:
    """98.07 → 1998.07; nobody in service began before 1950."""
    century = "19" if int(short[1]) >= 50 else "20"
    return f"{century}{short[1]}.{int(short[2]):02}"
