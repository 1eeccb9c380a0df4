"""A draft: everything an act on units will write, decided before anything is written."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from lms.common import clock
from lms.common.dated import Dated
from lms.people.models import SINCE_EVER, Department, DepartmentPeriod, HeadOf, Portfolio, Posting, RoleGrant, User
from lms.people.services.units.tree import last_period, show

DAY = dt.timedelta(days=1)
AWAY = (Posting.Kind.LOAN, Posting.Kind.SECONDMENT)


@dataclass(frozen=True)
class NewUnit:
    """A unit that the act itself sets up."""

    code: str
    name: str
    parent: Department | None
    kind: str = Department.Kind.SECTION
    short_name: str = ""
    sort_order: int = 0

    def __str__(self) -> str:
        return self.name


Target = Department | NewUnit


@dataclass(frozen=True)
class Part:
    """What of a split unit goes where: people with all their posts in it, and units directly below it."""

    into: Target
    people: tuple[User, ...] = ()
    units: tuple[Department, ...] = ()


@dataclass(frozen=True)
class Place:
    """From the day on, the unit of this period has this name and belongs there; `tail` is its lineage below `above`."""

    period: DepartmentPeriod
    name: str
    short_name: str
    parent: Target | None
    above: Target | None
    tail: str


@dataclass
class Draft:
    """`done`: all of it is so already. `lineages`: of the units that stay and take something over, by key."""

    kind: str
    on: dt.date
    units: tuple[Department, ...]
    done: bool = False
    refusals: list[str] = field(default_factory=list)
    opens: list[NewUnit] = field(default_factory=list)
    closes: list[DepartmentPeriod] = field(default_factory=list)
    successions: list[tuple[Department, Target]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    postings: list[tuple[Posting, Target | None]] = field(default_factory=list)
    ends: list[HeadOf | Portfolio | RoleGrant] = field(default_factory=list)
    lineages: dict[int, str] = field(default_factory=dict)

    def refuse(self, sentence: str, **values: Any) -> None:
        shown = {name: show(value) if isinstance(value, dt.date) else value for name, value in values.items()}
        self.refusals.append(sentence % shown)


def standing(draft: Draft, unit: Department, *, ends: bool = False) -> DepartmentPeriod | None:
    """The unit's last period, which the act may change; None, with the refusal noted, when it may not.

    `ends`: the period is to end, so it must have begun earlier than the day of the act.
    """
    period = last_period(unit)
    if period is None or period.to_on:
        draft.refuse(_("%(unit)s is closed on %(day)s."), unit=unit,
                     day=period.to_on + DAY if period and period.to_on else SINCE_EVER)
        return None
    if draft.on < period.from_on:
        draft.refuse(_("%(unit)s has its present name and place since %(day)s; no act on it can be dated before that."),
                     unit=period.name, day=period.from_on)
        return None
    if ends and draft.on == period.from_on:
        draft.refuse(_("%(unit)s has its present name and place since %(day)s; it can be closed a day later at the "
                       "earliest."), unit=period.name, day=period.from_on)
        return None
    draft.lineages[unit.pk] = period.lineage
    return period


def receive(draft: Draft, target: Target | None, gone: Iterable[str] = ()) -> None:
    """Note what stands against a unit taking people or units over. `gone`: lineages that go away by the act."""
    place = target.parent if isinstance(target, NewUnit) else target
    if isinstance(target, NewUnit):
        taken = any(target.code == other.code for other in draft.opens)
        draft.opens.append(target)
        if taken or Department.objects.filter(code=target.code).exists():
            draft.refuse(_("The code %(code)s belongs to another unit; a code is never given again."), code=target.code)
    if place is None:
        draft.refuse(_("A unit belongs to another one; only the bureau itself does not."))
        return
    period = standing(draft, place)
    if period and any(period.lineage.startswith(lineage) for lineage in gone):
        draft.refuse(_("%(unit)s is itself one of these units or below one of them."), unit=place)


def rehang(draft: Draft, old: str, above: Target, instead: dict[int, Target], keep: int) -> None:
    """Whatever is below the lineage `old` hangs below `above` from the day on, with periods that begin later.

    `keep`: how much of a lineage stays (from this position). `instead`: whose direct sub-units belong elsewhere.
    """
    late = DepartmentPeriod.objects.filter(Q(to_on=None) | Q(to_on__gte=draft.on), lineage__startswith=old)
    for period in late.select_related("department", "parent").order_by("lineage", "from_on"):
        if period.lineage == old:
            continue
        _not_overwritten(draft, period, period.name)
        parent: Target | None = instead.get(period.parent_id or 0, period.parent)
        draft.places.append(
            Place(period, period.name, period.short_name, parent, above, period.lineage[keep:])
        )


def carry(draft: Draft, posting: Posting, target: Target | None) -> None:
    """The posting goes on in the target, or ends (None)."""
    _not_overwritten(draft, posting, posting.person)
    draft.postings.append((posting, target))


def _not_overwritten(draft: Draft, fact: Dated, of: Any) -> None:
    """What has been true on some day already is not changed after the fact."""
    if draft.on < fact.from_on <= clock.today():
        draft.refuse(_("A fact about %(of)s began on %(day)s; the act cannot be dated before that day."),
                     of=of, day=fact.from_on)


def still(model: Any, unit: Department, on: dt.date):
    """The facts of this kind about the unit that hold on the day or later."""
    return model.objects.filter(Q(to_on=None) | Q(to_on__gte=on), department=unit)


def shut(draft: Draft, unit: Department) -> DepartmentPeriod | None:
    """The unit is there no more from the day on; its heads, portfolios and roles end the day before."""
    period = standing(draft, unit, ends=True)
    if period is None:
        return None
    if period.parent_id is None:
        draft.refuse(_("The bureau itself is neither moved nor closed."))
    draft.closes.append(period)
    for model in (HeadOf, Portfolio, RoleGrant):
        for fact in still(model, unit, draft.on).select_related("person", "department"):
            if fact.from_on >= draft.on:
                draft.refuse(_("%(person)s is given a part in %(unit)s from %(day)s; end that first, or take a "
                               "later day."), person=fact.person, unit=unit, day=fact.from_on)
            draft.ends.append(fact)
    return period
