"""Where the bureau's day begins and ends."""

import datetime as dt

from django.utils import timezone


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of the bureau's day: 0:00."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after the bureau's day: 24:00."""
    return start_of(day + dt.timedelta(days=1))
