"""The story of a unit: names and places, predecessors and successors, heads and the days without one, acts."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from lms.common import clock
from lms.people.models import (
    SINCE_EVER,
    Act,
    ActChange,
    Department,
    DepartmentAlias,
    DepartmentPeriod,
    HeadOf,
    Portfolio,
    Succession,
)

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Some days in a row; an open end is None."""

    from_on: dt.date
    to_on: dt.date | None


@dataclass(frozen=True)
class HeadLine:
    """A headship, or a stretch of days without a head."""

    from_on: dt.date
    to_on: dt.date | None
    head: HeadOf | None


@dataclass(frozen=True)
class UnitStory:
    unit: Department
    periods: tuple[DepartmentPeriod, ...]
    successors: tuple[Succession, ...]
    predecessors: tuple[Succession, ...]
    heads: tuple[HeadLine, ...]
    leaders: tuple[Portfolio, ...]
    nicknames: tuple[DepartmentAlias, ...]
    acts: tuple[Act, ...]

    @property
    def latest_act(self) -> Act | None:
        """The one that may be taken back, while nothing depends on it."""
        return next((act for act in self.acts if act.undone_at is None), None)


def story_of(unit: Department) -> UnitStory:
    """Eight queries; oldest first, acts newest first."""
    periods = tuple(unit.periods.select_related("parent").order_by("from_on"))
    heads = list(unit.heads.select_related("person").order_by("from_on"))
    return UnitStory(
        unit, periods,
        tuple(unit.successions.select_related("successor")), tuple(unit.takeovers.select_related("department")),
        tuple(with_gaps(heads, unit)), tuple(unit.leaders.select_related("person").order_by("from_on")),
        tuple(unit.aliases.order_by("name")), _acts(unit, periods),
    )


def with_gaps(heads: list[HeadOf], unit: Department) -> list[HeadLine]:
    """The headships with the days between them, and before and after, on which the unit was there without a head.

    What was before anyone wrote down since when is no gap.
    """
    lines: list[HeadLine] = []
    day = unit.opened_on if unit.opened_on > SINCE_EVER else None
    for head in heads:
        if day and head.from_on > day:
            lines.append(HeadLine(day, head.from_on - DAY, None))
        lines.append(HeadLine(head.from_on, head.to_on, head))
        if head.to_on is None:
            return lines
        day = head.to_on + DAY
    last = unit.closed_on - DAY if unit.closed_on else None
    if day is None and not heads:
        day = SINCE_EVER
    if day and (last is None or day <= last) and day <= max(clock.today(), unit.opened_on):
        lines.append(HeadLine(day, last, None))
    return lines


def _acts(unit: Department, periods: tuple[DepartmentPeriod, ...]) -> tuple[Act, ...]:
    """Those that changed the unit's own facts, and those that were and are undone."""
    changes = ActChange.objects.filter(
        Q(model=Department._meta.label_lower, object_id=unit.pk)
        | Q(model=DepartmentPeriod._meta.label_lower, object_id__in=[period.pk for period in periods])
        | Q(model=Succession._meta.label_lower, object_id__in=Succession.objects.filter(
            Q(successor=unit) | Q(department=unit)).values("pk"))
    )
    return tuple(Act.objects.filter(Q(pk__in=changes.values("act")) | Q(target=unit.code, undone_at__isnull=False))
                 .select_related("by", "undone_by"))
