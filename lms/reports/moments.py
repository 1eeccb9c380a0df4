"""Where the bureau's day ends."""

import datetime as dt

from django.utils import timezone


def end_of(day: dt.date) -> dt.datetime:
    """The first moment after the bureau's day: 24:00."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
