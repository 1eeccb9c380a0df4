"""Questions about people and units, a page's worth each."""

import datetime as dt
from dataclasses import dataclass

from lms.people.models import Department, HeadOf, PersonState, Posting, User


@dataclass(frozen=True)
class UnitRow:
    """A unit in the bureau's order."""

    code: str
    name: str
    kind: str
    depth: int
    head: str
    closed_on: dt.date | None


def posting_of(person: User, day: dt.date) -> Posting | None:
    """The main post on the day, with its unit; None for who had none (one query)."""
    return Posting.objects.main().on(day).filter(person=person).select_related("department").first()


def postings_of(person: User) -> list[Posting]:
    """The person's story, newest first."""
    return list(Posting.objects.filter(person=person).select_related("department"))


def unit_labels(departments: list[Department] | None = None) -> dict[int, str]:
    """Short names by key, full where a unit has none (one query unless the units are given)."""
    units = Department.objects.all() if departments is None else departments
    return {unit.pk: unit.short_name or unit.name for unit in units}


def is_paused(person: User, day: dt.date) -> bool:
    return PersonState.objects.on(day).filter(person=person, kind=PersonState.Kind.PAUSED).exists()


def pauses_of(person: User) -> tuple[tuple[dt.date, dt.date | None], ...]:
    """(from, last day or None) of every pause, oldest first. Without reasons: those are HR's."""
    paused = PersonState.objects.filter(person=person, kind=PersonState.Kind.PAUSED).order_by("from_on")
    return tuple(paused.values_list("from_on", "to_on"))


def head_of(department: Department, day: dt.date) -> HeadOf | None:
    """Who answers for the unit on the day."""
    return HeadOf.objects.on(day).filter(department=department).select_related("person").first()


def unit_rows(on: dt.date, kind: str = "") -> tuple[UnitRow, ...]:
    """All units in tree order with their head, or those of one kind (two queries)."""
    heads = {fact.department_id: fact.person.display_name
             for fact in HeadOf.objects.on(on).select_related("person")}
    units = Department.objects.filter(kind=kind) if kind else Department.objects.all()
    return tuple(
        UnitRow(unit.code, unit.name, unit.kind, unit.depth, heads.get(unit.pk, ""), unit.closed_on) for unit in units
    )
