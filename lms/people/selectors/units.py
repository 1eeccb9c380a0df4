"""Units as of a day: what belongs to what, who counts where."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lms.people.models import Department, DepartmentPeriod, HeadOf, PersonState, Posting

AWAY = (Posting.Kind.LOAN, Posting.Kind.SECONDMENT)


@dataclass(frozen=True)
class UnitRow:
    """A unit in the bureau's order."""

    code: str
    name: str
    kind: str
    depth: int
    head: str
    closed_on: dt.date | None


@dataclass(frozen=True)
class Headcount:
    """People by main post: in the unit itself, and with its sub-units; the paused among them; on loan here, apart."""

    own: int = 0
    below: int = 0
    paused: int = 0
    paused_below: int = 0
    borrowed: int = 0


NOBODY = Headcount()


@dataclass(frozen=True)
class TreeRow:
    """A unit as it was called and hung on the day, in the bureau's order; a closed one has its last name."""

    pk: int
    code: str
    name: str
    short_name: str
    kind: str
    depth: int
    parent: int | None
    opened_on: dt.date
    closed_on: dt.date | None
    there: bool
    count: Headcount
    head: str


def units_of(department: Department, day: dt.date) -> QuerySet[DepartmentPeriod]:
    """The unit and whatever belonged to it on the day, as it stood on that day (one query, and one for itself)."""
    own = DepartmentPeriod.objects.on(day).filter(department=department).first()
    return DepartmentPeriod.objects.on(day).filter(lineage__startswith=own.lineage) if own else (
        DepartmentPeriod.objects.none()
    )


def unit_labels(departments: list[Department] | None = None) -> dict[int, str]:
    """Short names by key, full where a unit has none (one query unless the units are given)."""
    units = Department.objects.all() if departments is None else departments
    return {unit.pk: unit.short_name or unit.name for unit in units}


def head_of(department: Department, day: dt.date) -> HeadOf | None:
    """Who answers for the unit on the day."""
    return HeadOf.objects.on(day).filter(department=department).select_related("person").first()


def unit_rows(on: dt.date, kind: str = "") -> tuple[UnitRow, ...]:
    """All units in tree order with their head, or those of one kind (two queries)."""
    heads = heads_on(on)
    units = Department.objects.filter(kind=kind) if kind else Department.objects.all()
    return tuple(
        UnitRow(unit.code, unit.name, unit.kind, unit.depth, heads.get(unit.pk, ""), unit.closed_on) for unit in units
    )


def heads_on(day: dt.date) -> dict[int, str]:
    """Who answers for each unit on the day, by the unit's key (one query)."""
    facts = HeadOf.objects.on(day).select_related("person")
    return {fact.department_id: fact.person.display_name
            for fact in facts.only("department_id", "person__full_name", "person__name_tag")}


def lineages_on(day: dt.date) -> dict[int, str]:
    """Where each unit there was on the day stood (one query)."""
    return dict(DepartmentPeriod.objects.on(day).order_by().values_list("department_id", "lineage"))


def headcounts(day: dt.date, lineages: dict[int, str] | None = None) -> dict[int, Headcount]:
    """How many people each unit there was on the day has (four queries; three when the lineages are given)."""
    lineages = lineages_on(day) if lineages is None else lineages
    own = _counted(Posting.objects.main().on(day))
    paused = _counted(Posting.objects.main().on(day).filter(_is_paused(day)))
    lent = _counted(Posting.objects.on(day).filter(kind__in=AWAY).exclude(_is_at_home(day)))
    below, paused_below = _summed(own, lineages), _summed(paused, lineages)
    return {
        unit: Headcount(own.get(unit, 0), below[unit], paused.get(unit, 0), paused_below[unit], lent.get(unit, 0))
        for unit in lineages
    }


def _counted(postings: QuerySet[Posting]) -> dict[int, int]:
    """By unit. A person has one main post a day, so that nobody has to be told apart."""
    return dict(postings.order_by().values("department").annotate(n=Count("pk")).values_list("department", "n"))


def _is_paused(day: dt.date) -> Q:
    return Q(person__in=PersonState.objects.on(day).filter(kind=PersonState.Kind.PAUSED).values("person"))


def _is_at_home(day: dt.date) -> Exists:
    """Whoever's main post is in the same unit is not borrowed."""
    return Exists(Posting.objects.main().on(day).filter(person=OuterRef("person"), department=OuterRef("department")))


def _summed(own: dict[int, int], lineages: dict[int, str]) -> dict[int, int]:
    """Each unit's people added to every unit above it."""
    sums: dict[int, int] = defaultdict(int)
    for unit, count in own.items():
        for key in lineages.get(unit, f"/{unit}/").split("/"):
            if key:
                sums[int(key)] += count
    return sums


def tree_on(day: dt.date) -> tuple[TreeRow, ...]:
    """Every unit as of the day in the bureau's order, the closed last within their unit (six queries).

    A unit not set up by then is left out.
    """
    units = {unit.pk: unit for unit in Department.objects.all()}
    begun = DepartmentPeriod.objects.filter(from_on__lte=day).order_by("from_on")
    periods = {period.department_id: period for period in begun}
    there = {pk: period.lineage for pk, period in periods.items() if period.holds_on(day)}
    counts, heads = headcounts(day, there), heads_on(day)
    return tuple(
        TreeRow(pk, unit.code, period.name, period.short_name, unit.kind, period.lineage.count("/") - 1,
                period.parent_id, unit.opened_on, unit.closed_on, pk in there, counts.get(pk, NOBODY),
                heads.get(pk, ""))
        for pk, period in in_order(periods, units) for unit in (units[pk],)
    )


def in_order(
    periods: dict[int, DepartmentPeriod], units: dict[int, Department]
) -> list[tuple[int, DepartmentPeriod]]:
    """From the top down, by the units' own order."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, period in periods.items():
        children[period.parent_id].append(pk)
    for keys in children.values():
        keys.sort(key=lambda pk: (units[pk].closed_on is not None, units[pk].sort_order, units[pk].code))
    found: list[tuple[int, DepartmentPeriod]] = []
    waiting = children[None][::-1]
    while waiting:
        pk = waiting.pop()
        found.append((pk, periods[pk]))
        waiting += children.get(pk, [])[::-1]
    return found


def names_of(units: Iterable[int], day: dt.date) -> dict[int, str]:
    """What these units were called on the day (one query)."""
    periods = DepartmentPeriod.objects.on(day).filter(department__in=units)
    return dict(periods.order_by().values_list("department_id", "name"))
