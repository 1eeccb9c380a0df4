"""A rule over a unit that is gone: it still names the people who went with it into its successors.

Open tasks follow the person (design 1, scenario 4); who was in the successor before owes nothing new by it, and who
moves on from there is released like anybody who leaves a unit.
"""

import datetime as dt
from collections.abc import Collection

from lms.curricula.models import AudienceRule
from lms.people.models import Department, Posting, Succession
from lms.people.selectors import units_of

DAY = dt.timedelta(days=1)


def went_along(rules: Collection[AudienceRule], on: dt.date) -> dict[int, list[Posting]]:
    """By rule: the last posts in its closed unit of those who are in a successor on the day (none: no query)."""
    return {
        rule.pk: _followers(unit, unit.closed_on - DAY, on, below=rule.with_sub_units)
        for rule in rules if (unit := rule.department) and unit.closed_on and unit.closed_on <= on
    }


def _followers(unit: Department, last_day: dt.date, on: dt.date, *, below: bool) -> list[Posting]:
    units = Department.objects.filter(pk=unit.pk)
    if below:
        units = Department.objects.filter(pk__in=units_of(unit, last_day).values("department"))
    now = Posting.objects.main().on(on).filter(department__in=_heirs(unit, on)).values("person")
    posts = Posting.objects.main().on(last_day).filter(department__in=units, person__in=now)
    return list(posts.select_related("department"))


def _heirs(unit: Department, on: dt.date) -> set[int]:
    """The successors, theirs, and whatever is below them on the day."""
    found: set[int] = set()
    waiting = {unit.pk}
    while waiting:
        waiting = set(Succession.objects.filter(department__in=waiting, on__lte=on)
                      .values_list("successor_id", flat=True)) - found
        found |= waiting
    heirs = Department.objects.filter(pk__in=found)
    return found.union(*(units_of(heir, on).values_list("department_id", flat=True) for heir in heirs))
