"""Who may read which figures, and what he may do from them (design 1, accounts and roles)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from lms.people.access import BLIND, Scope, roles_of, scope_of
from lms.people.models import Department, User

READERS = frozenset({"head", "leader", "hr", "supervision", "county_admin"})
REMINDERS = frozenset({"head", "leader", "hr"})


@dataclass(frozen=True)
class Rights:
    """What the page offers this viewer. An inspector gets totals of every unit and no names."""

    reads_people: bool
    reads_totals: bool
    reminds: bool
    records: bool


@dataclass(frozen=True)
class Reader:
    """A viewer with what he may do and the part of the tree he may read; asked once a request."""

    rights: Rights
    scope: Scope

    def units(self) -> QuerySet[Department]:
        """The units whose figures he may read, in tree order."""
        if self.rights.reads_totals and not self.rights.reads_people:
            return Department.objects.all()
        return Department.objects.filter(self.scope.where("path"))

    def units_from(self, code: str) -> list[Department]:
        """The unit with all below it, or everything without a code; nothing of what he may not read."""
        units = self.units()
        top = units.filter(code=code).first() if code else None
        if code and top is None:
            return []
        return list(units.filter(path__startswith=top.path) if top else units)

    def unit_choices(self) -> list[tuple[str, str]]:
        """Code, and what a filter says of the unit (one query)."""
        return [(code, f"{code} {name}") for code, name in self.units().values_list("code", "name")]


def reader_of(viewer: User, on: dt.date) -> Reader:
    return Reader(rights_of(viewer, on), scope_of(viewer, on))


def rights_of(viewer: User, on: dt.date) -> Rights:
    roles = roles_of(viewer, on)
    if roles & BLIND:
        return Rights(reads_people=False, reads_totals=False, reminds=False, records=False)
    return Rights(
        reads_people=bool(roles & READERS),
        reads_totals=bool(roles & READERS) or "inspector" in roles,
        reminds=bool(roles & REMINDERS),
        records="hr" in roles,
    )


def home_units(viewer: User, on: dt.date) -> list[Department]:
    """Where `viewer` starts: the top of each tree he may read."""
    tops: list[Department] = []
    for unit in reader_of(viewer, on).units():
        if not tops or not unit.path.startswith(tops[-1].path):
            tops.append(unit)
    return tops
