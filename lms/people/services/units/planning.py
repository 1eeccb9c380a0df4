"""The preview of an act on units: a draft put into words, frozen, with a hash of all it says."""

import datetime as dt
import hashlib
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.people.models import Department, HeadOf, PersonState, Portfolio, Posting, RoleGrant
from lms.people.services.units.drafting import Draft, NewUnit, Place, Target
from lms.people.services.units.tree import show


@dataclass(frozen=True)
class PersonLine:
    """One posting that goes on elsewhere (`target`) or ends (empty)."""

    key: int
    staff_no: str
    name: str
    post: str
    kind: str
    origin: str
    target: str
    since: dt.date
    until: dt.date | None
    note: str


@dataclass(frozen=True)
class UnitLine:
    """One unit: what it is called and belongs to before and after; `below` units come along."""

    code: str
    name: str
    new_name: str
    origin: str
    target: str
    below: int


@dataclass(frozen=True)
class EndLine:
    """A headship, portfolio or role that ends with its unit."""

    what: str
    person: str
    staff_no: str
    unit: str


@dataclass(frozen=True)
class Plan:
    """What an act would do on a day, and what it would not; an act with refusals cannot be done."""

    kind: str
    on: dt.date
    done: bool
    refusals: tuple[str, ...]
    opens: tuple[UnitLine, ...]
    closes: tuple[UnitLine, ...]
    units: tuple[UnitLine, ...]
    people: tuple[PersonLine, ...]
    ends: tuple[EndLine, ...]
    stays: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Changes with anything the reader was shown."""
        said = [(each.name, getattr(self, each.name)) for each in fields(self)]
        return hashlib.sha256(repr(said).encode()).hexdigest()

    @property
    def heads_counted(self) -> int:
        """How many people the act moves."""
        return len({line.staff_no for line in self.people})


def plan_of(draft: Draft) -> Plan:
    direct = [place for place in draft.places if _changes_itself(place)]
    heirs = {unit.pk: target for unit, target in draft.successions}
    paused = _paused(draft)
    return Plan(
        kind=draft.kind, on=draft.on, done=draft.done, refusals=tuple(dict.fromkeys(draft.refusals)),
        opens=tuple(UnitLine(new.code, new.name, "", "", f"{new.parent or ''}", 0) for new in draft.opens),
        closes=tuple(
            UnitLine(period.department.code, period.name, "", "", f"{heirs.get(period.department_id) or ''}", 0)
            for period in draft.closes
        ),
        units=tuple(_unit_line(place, draft) for place in direct),
        people=tuple(_person_line(post, target, draft, paused) for post, target in draft.postings),
        ends=tuple(EndLine(_part(fact), fact.person.display_name, fact.person.staff_no, f"{fact.department}")
                   for fact in draft.ends),
        stays=_stays(draft), gaps=() if draft.refusals else _gaps(draft),
    )


def _changes_itself(place: Place) -> bool:
    """Rather than only going along with a unit above it."""
    period = place.period
    return place.parent != period.parent or (place.name, place.short_name) != (period.name, period.short_name)


def _unit_line(place: Place, draft: Draft) -> UnitLine:
    period = place.period
    below = {other.period.department_id for other in draft.places
             if other.period.lineage.startswith(period.lineage)} - {period.department_id}
    renamed = (place.name, place.short_name) != (period.name, period.short_name)
    moved = place.parent != period.parent
    short = f"（{place.short_name}）" if place.short_name else ""
    return UnitLine(period.department.code, period.name, f"{place.name}{short}" if renamed else "",
                    f"{period.parent or ''}" if moved else "", f"{place.parent or ''}" if moved else "", len(below))


def _paused(draft: Draft) -> set[int]:
    people = [post.person_id for post, _target in draft.postings]
    states = PersonState.objects.on(draft.on).filter(kind=PersonState.Kind.PAUSED, person__in=people)
    return set(states.values_list("person_id", flat=True))


def _person_line(post: Posting, target: Target | None, draft: Draft, paused: set[int]) -> PersonLine:
    notes = [
        _("paused") if post.person_id in paused else "",
        _("begins on %(day)s") % {"day": show(post.from_on)} if post.from_on > draft.on else "",
        _("until %(day)s") % {"day": show(post.to_on)} if post.to_on else "",
        "" if target else _("ends: at home there now"),
    ]
    return PersonLine(
        post.pk, post.person.staff_no, post.person.display_name, post.post, post.get_kind_display(),
        f"{post.department}", f"{target or ''}", post.from_on, post.to_on, "；".join(note for note in notes if note),
    )


def _part(fact: HeadOf | Portfolio | RoleGrant) -> str:
    if isinstance(fact, RoleGrant):
        return fact.get_role_display()
    return f"{fact._meta.verbose_name}"


def _stays(draft: Draft) -> tuple[str, ...]:
    if not draft.postings and not draft.closes:
        return ()
    return (
        _("Finished courses, scores and credit hours stay with the unit they were earned in."),
        _("Open tasks follow their person."),
        _("A report of an earlier period shows the units as they were then."),
    )


def _gaps(draft: Draft) -> tuple[str, ...]:
    """Who will be missing in the units that take something over."""
    targets = {f"{target}": target for _unit, target in draft.successions} | {new.name: new for new in draft.opens}
    return tuple(sentence for target in targets.values() for sentence in _missing(target, draft)) + _strangers(draft)


def _missing(target: Target, draft: Draft) -> list[str]:
    found = []
    values: dict[str, Any] = {"unit": target, "day": show(draft.on)}
    if isinstance(target, NewUnit) or not HeadOf.objects.on(draft.on).filter(department=target).exists():
        found.append(_("%(unit)s has no head on %(day)s.") % values)
    place = target.parent if isinstance(target, NewUnit) else target
    line = draft.lineages.get(place.pk, "") if isinstance(place, Department) else ""
    above = [int(key) for key in line.split("/") if key]
    if not Portfolio.objects.on(draft.on).filter(department__in=above).exists():
        found.append(_("%(unit)s has no leader in charge on %(day)s.") % values)
    return found


def _strangers(draft: Draft) -> tuple[str, ...]:
    """Heads of a unit that stays whose own post goes elsewhere."""
    ending = {fact.pk for fact in draft.ends if isinstance(fact, HeadOf)}
    moving = {post.person_id: target for post, target in draft.postings if target and post.kind == Posting.Kind.MAIN}
    left = {post.department_id for post, _target in draft.postings}
    heads = HeadOf.objects.on(draft.on).filter(person__in=moving, department__in=left).exclude(pk__in=ending)
    people = [fact.person.display_name for fact in heads.select_related("person")]
    if not people:
        return ()
    return (ngettext("%(people)s heads the unit and would have his post elsewhere.",
                     "%(people)s head the unit and would have their posts elsewhere.", len(people))
            % {"people": "、".join(people)},)
