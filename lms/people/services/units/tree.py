"""The tree of units on a day, and the rows of today kept equal to it."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext as _

from lms.people.models import Department, DepartmentPeriod, User
from lms.people.services.units.refusals import UnitRefused


def show(day: dt.date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def period_on(unit: Department, day: dt.date) -> DepartmentPeriod | None:
    """What the unit was called and where it belonged on the day; None when there was no such unit."""
    return DepartmentPeriod.objects.on(day).filter(department=unit).first()


def last_period(unit: Department) -> DepartmentPeriod | None:
    """The period no later one follows: the only one an act may change."""
    return DepartmentPeriod.objects.filter(department=unit).order_by("-from_on").first()


def require_open(unit: Department, on: dt.date) -> None:
    """For whoever puts somebody into a unit for good: it is there on the day, and no closing is decided.

    Call it inside the transaction: it locks the unit, so that a merger meanwhile waits or is seen.
    Raises UnitRefused with a sentence that names the day.
    """
    lock([unit])
    fresh = Department.objects.get(pk=unit.pk)
    if fresh.opened_on > on:
        raise UnitRefused(_("%(unit)s is set up on %(day)s only.") % {"unit": fresh, "day": show(fresh.opened_on)})
    if fresh.closed_on:
        raise UnitRefused(_("%(unit)s is closed on %(day)s.") % {"unit": fresh, "day": show(fresh.closed_on)})


def lock_tree() -> None:
    """One act on the tree at a time."""
    list(Department.objects.select_for_update().filter(depth=1).values_list("pk"))


def lock(units: Iterable[Department], people: Collection[int] = ()) -> None:
    """Nobody else writes postings into these units, or facts of these people, until the transaction ends."""
    keys = [unit.pk for unit in units]
    list(Department.objects.select_for_update().filter(pk__in=keys).values_list("pk"))
    if people:
        list(User.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk"))


@transaction.atomic
def sync_departments(on: dt.date) -> int:
    """Make each unit's name and place equal to the facts of the day; how many were changed (two queries when none).

    The acts do it themselves for today; the sweeper does it when a day comes that was decided earlier.
    """
    if not _behind(on):
        return 0
    lock_tree()
    behind = _behind(on)
    for period, moved in behind:
        Department.objects.filter(pk=period.department_id).update(name=period.name, short_name=period.short_name)
        if moved:
            Department.objects.get(pk=period.department_id).move(
                Department.objects.get(pk=period.parent_id), "sorted-child"
            )
    return len(behind)


def _behind(on: dt.date) -> list[tuple[DepartmentPeriod, bool]]:
    """(period, moved) of each unit whose row says something else, from the top down: who is above stands already.

    A closed unit keeps the last name it had, and its place.
    """
    units = {unit.pk: unit for unit in Department.objects.all()}
    above = {unit.path: unit.pk for unit in units.values()}
    begun = DepartmentPeriod.objects.filter(from_on__lte=on).order_by("from_on")
    found = []
    for period in {period.department_id: period for period in begun}.values():
        unit = units[period.department_id]
        renamed = (unit.name, unit.short_name) != (period.name, period.short_name)
        moved = period.holds_on(on) and above.get(unit.path[: -Department.steplen]) != period.parent_id
        if renamed or moved:
            found.append((period, bool(moved and period.parent_id)))
    return sorted(found, key=lambda each: each[0].lineage.count("/"))


def first_broken(units: Collection[int]) -> DepartmentPeriod | None:
    """A period of these units, or of one directly below them, whose unit above is not there or elsewhere meanwhile."""
    periods = list(DepartmentPeriod.objects.filter(Q(department__in=units) | Q(parent__in=units)))
    parents = {period.parent_id for period in periods if period.parent_id}
    above: dict[int, list[DepartmentPeriod]] = {}
    for period in DepartmentPeriod.objects.filter(department__in=parents):
        above.setdefault(period.department_id, []).append(period)
    return next((one for one in periods if one.parent_id and not _rests_on(one, above.get(one.parent_id, []))), None)


def _rests_on(period: DepartmentPeriod, above: list[DepartmentPeriod]) -> bool:
    """Whether the unit above has the lineage this one begins with, on every day of the period."""
    wanted, day = period.lineage.removesuffix(f"{period.department_id}/"), period.from_on
    while True:
        base = next((one for one in above if one.holds_on(day)), None)
        if base is None or base.lineage != wanted:
            return False
        if base.to_on is None or (period.to_on and base.to_on >= period.to_on):
            return True
        day = base.to_on + dt.timedelta(days=1)
