"""The bureau's clock: Asia/Shanghai, one place to ask what time and what day it is."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
# For a day somebody types: further out, the arithmetic of days leaves the calendar.
WITHIN_CALENDAR = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))


def now() -> dt.datetime:
    """This moment, aware."""
    return timezone.now()


def today() -> dt.date:
    """Today in the bureau's time zone."""
    return timezone.localdate()


def day_of(moment: dt.datetime) -> dt.date:
    """The bureau's calendar day of a moment: 00:05 on 1 January belongs to the new year."""
    return timezone.localdate(moment)


def cycle_of(day: dt.date) -> str:
    """The yearly cycle a day belongs to."""
    return str(day.year)
