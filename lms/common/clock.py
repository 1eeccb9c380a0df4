"""The bureau's clock: Asia/Shanghai, one place to ask what time and what day it is."""

import datetime as dt

from django.utils import timezone


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
