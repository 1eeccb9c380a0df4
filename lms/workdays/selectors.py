"""Working days of the bureau: one query a question; for many questions ask `calendar_of` once.

Nothing is remembered between requests: HR's correction holds at once, in every process.
"""

import datetime as dt

from lms.workdays.models import Holiday
from lms.workdays.rules import Calendar, calendar

LONGEST_HOLIDAY = dt.timedelta(days=30)


def calendar_of(from_on: dt.date, to_on: dt.date) -> Calendar:
    """The calendar of a stretch of days, both included, to be asked as often as one likes (1 query)."""
    return calendar(Holiday.objects.filter(on__range=(from_on, to_on)).order_by().values_list("on", "kind"))


def is_working_day(day: dt.date) -> bool:
    return calendar_of(day, day).is_working(day)


def working_day_after(day: dt.date, count: int) -> dt.date:
    """The `count`-th working day after `day`; for 0 the day itself, or the next working day when it is not one."""
    return calendar_of(day, day + dt.timedelta(days=2 * count) + LONGEST_HOLIDAY).after(day, count)


def working_days_between(after: dt.date, until: dt.date) -> int:
    """Working days later than `after`, up to and with `until`; 0 when `until` is not later."""
    return calendar_of(after, until).between(after, until)
