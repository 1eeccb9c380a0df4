"""The acts on units. Each takes effect on a day, past or future, and does the same only once.

Every act has a `plan_…` that says what it would do. Each act raises UnitRefused when it cannot be done, and PlanChanged
when `expected` (the plan's fingerprint) is given and something else would happen by now. It returns the Act, or None
when all of it is so already.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from lms.people.models import SINCE_EVER, Act, Department, DepartmentPeriod, User
from lms.people.services.units import drafts
from lms.people.services.units.drafting import Draft, NewUnit, Part, Target
from lms.people.services.units.planning import Plan, plan_of
from lms.people.services.units.writing import perform


@transaction.atomic
def open_unit(
    *, code: str, name: str, kind: str, parent: Department | None, on: dt.date = SINCE_EVER, short_name: str = "",
    sort_order: int = 0, by: User | None = None, expected: str = "",
) -> Department:
    """Set a unit up from a day, under another (None: the bureau itself, the first). The same code returns the unit."""
    known = Department.objects.filter(code=code).first()
    if known:
        return known
    new = NewUnit(code, name, parent, kind, short_name, sort_order)
    perform(lambda: _draft_open(new, on), by=by, expected=expected)
    return Department.objects.get(code=code)


def plan_open(*, new: NewUnit, on: dt.date) -> Plan:
    return plan_of(_draft_open(new, on))


def _draft_open(new: NewUnit, on: dt.date) -> Draft:
    """The first unit of all belongs to none."""
    if new.parent is None and not DepartmentPeriod.objects.exists():
        return Draft("open_unit", on, (), opens=[new])
    return drafts.draft_open(new=new, on=on)


def rename_unit(
    *, unit: Department, name: str, on: dt.date, short_name: str = "", by: User | None = None, expected: str = ""
) -> Act | None:
    """From the day on the unit is called so."""
    return perform(lambda: drafts.draft_rename(unit=unit, name=name, short_name=short_name, on=on),
                   by=by, expected=expected)


def plan_rename(*, unit: Department, name: str, on: dt.date, short_name: str = "") -> Plan:
    return plan_of(drafts.draft_rename(unit=unit, name=name, short_name=short_name, on=on))


def move_unit(
    *, unit: Department, parent: Department, on: dt.date, by: User | None = None, expected: str = ""
) -> Act | None:
    """From the day on the unit, with whatever is below it, belongs to another."""
    return perform(lambda: drafts.draft_move(unit=unit, parent=parent, on=on), by=by, expected=expected)


def plan_move(*, unit: Department, parent: Department, on: dt.date) -> Plan:
    return plan_of(drafts.draft_move(unit=unit, parent=parent, on=on))


def merge_units(
    *, units: Iterable[Department], into: Target, on: dt.date, by: User | None = None, expected: str = ""
) -> Act | None:
    """The units are closed on the day (the first without them); their people and sub-units go on in the successor.

    A posting ends the day before and goes on with the same post, rank and category; heads, portfolios and roles of the
    closed units end; roles for good, also when the merger is undone. Nothing that was recorded before is changed
    (design 1, scenario 4).
    """
    gone = tuple(units)
    return perform(lambda: drafts.draft_merge(units=gone, into=into, on=on), by=by, expected=expected)


def plan_merge(*, units: Iterable[Department], into: Target, on: dt.date) -> Plan:
    return plan_of(drafts.draft_merge(units=units, into=into, on=on))


def split_unit(
    *, unit: Department, parts: Iterable[Part], on: dt.date, close: bool = False, by: User | None = None,
    expected: str = "",
) -> Act | None:
    """Some people and sub-units go on in other units; `close`: all must, and the unit has several successors."""
    given = tuple(parts)
    return perform(lambda: drafts.draft_split(unit=unit, parts=given, close=close, on=on), by=by, expected=expected)


def plan_split(*, unit: Department, parts: Iterable[Part], on: dt.date, close: bool = False) -> Plan:
    return plan_of(drafts.draft_split(unit=unit, parts=parts, close=close, on=on))


def close_unit(*, unit: Department, on: dt.date, by: User | None = None, expected: str = "") -> Act | None:
    """The unit is there no more from the day on; refused while people or sub-units are left in it."""
    return perform(lambda: drafts.draft_close(unit=unit, on=on), by=by, expected=expected)


def plan_close(*, unit: Department, on: dt.date) -> Plan:
    return plan_of(drafts.draft_close(unit=unit, on=on))
