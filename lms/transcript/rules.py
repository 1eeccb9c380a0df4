"""Hours and names. Pure."""

import datetime as dt
import secrets
from decimal import ROUND_FLOOR, Decimal

QUARTER = Decimal("0.25")
MOST_TARGET = 2000  # hours a year: more than anybody works


def first_day_open_to_targets(today: dt.date) -> dt.date:
    """What was owed in a year that is over is printed on the forms of that year, and stays."""
    return dt.date(today.year, 1, 1)


def is_target(hours: Decimal) -> bool:
    """More than nothing, in steps of a quarter."""
    return hours.is_finite() and 0 < hours <= MOST_TARGET and hours % QUARTER == 0


def in_steps(hours: Decimal, step: Decimal) -> Decimal:
    """Hours rounded down to whole steps (design 1, law 3). Raises ValueError below nothing."""
    if hours < 0:
        raise ValueError("Hours cannot be negative.")
    return ((hours / step).to_integral_value(ROUND_FLOOR) * step).quantize(Decimal("0.01"))


def certificate_number(year: int, serial: int) -> str:
    """CIP-2026-000123-9C41F07A: the tail cannot be guessed, so that nobody walks through the numbers."""
    return f"CIP-{year}-{serial:06d}-{secrets.token_hex(4).upper()}"


def masked(full_name: str) -> str:
    """张*: enough to recognise one's own certificate, too little to find a person."""
    return full_name[:1] + "*" if full_name else ""


def turn_key(origin: str, turn: int) -> str:
    """The source key of what was entered again after a reversal: study/2026/T-01/00137, then …~2, …~3."""
    return origin if turn <= 1 else f"{origin}~{turn}"


def origin_of(key: str) -> str:
    """The source key it was first entered under."""
    origin, mark, turn = key.rpartition("~")
    return origin if mark and turn.isdecimal() else key
