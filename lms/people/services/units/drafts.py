"""What each act on units comes to."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.people.models import Department, DepartmentPeriod, Posting, Succession
from lms.people.services.units.drafting import (
    AWAY,
    Draft,
    NewUnit,
    Part,
    Place,
    Target,
    carry,
    receive,
    rehang,
    shut,
    standing,
    still,
)
from lms.people.services.units.tree import last_period


def draft_open(*, new: NewUnit, on: dt.date) -> Draft:
    draft = Draft("open_unit", on, ())
    receive(draft, new)
    return draft


def draft_rename(*, unit: Department, name: str, short_name: str, on: dt.date) -> Draft:
    draft = Draft("rename_unit", on, (unit,))
    period = standing(draft, unit)
    if period:
        draft.done = (period.name, period.short_name) == (name, short_name)
        draft.places.append(Place(period, name, short_name, period.parent, None, period.lineage))
    return draft


def draft_move(*, unit: Department, parent: Department, on: dt.date) -> Draft:
    draft = Draft("move_unit", on, (unit,))
    period = standing(draft, unit)
    if period is None:
        return draft
    draft.done = period.parent_id == parent.pk
    if period.parent_id is None:
        draft.refuse(_("The bureau itself is neither moved nor closed."))
        return draft
    receive(draft, parent)
    if any(period.lineage in later.lineage for later in still(DepartmentPeriod, parent, on)):
        draft.refuse(_("A unit cannot belong to itself or to one of its own sections."))
        return draft
    keep = len(period.lineage) - len(f"{unit.pk}/")
    draft.places.append(Place(period, period.name, period.short_name, parent, parent, period.lineage[keep:]))
    rehang(draft, period.lineage, parent, {}, keep)
    return draft


def draft_close(*, unit: Department, on: dt.date) -> Draft:
    draft = Draft("close_unit", on, (unit,))
    draft.done = _closed(unit, on)
    period = None if draft.done else shut(draft, unit)
    if period:
        _refuse_left(draft, unit, _posts(unit, on), _below(unit, on))
    return draft


def draft_merge(*, units: Iterable[Department], into: Target, on: dt.date) -> Draft:
    """Deepest first, so that a unit below another of them is gone when that one's sub-units are hung elsewhere."""
    gone = tuple(sorted(set(units), key=lambda unit: (-len(unit.path), unit.path)))
    draft = Draft("merge_units", on, gone)
    heir = _made_by_this(into, gone, on)
    draft.done = bool(gone and heir and all(_closed(unit, on) and _went_to(unit, heir, on) for unit in gone))
    if draft.done:
        return draft
    if not gone:
        draft.refuse(_("Choose at least one unit."))
    periods = [period for unit in gone for period in (shut(draft, unit),) if period]
    receive(draft, into, gone=[period.lineage for period in periods])
    if draft.refusals:
        return draft
    merging = {unit.pk for unit in gone}
    for period in periods:
        draft.successions.append((period.department, into))
        _hang_below(draft, period, into, merging)
    _carry_all(draft, gone, into)
    return draft


def _hang_below(draft: Draft, period: DepartmentPeriod, into: Target, merging: set[int]) -> None:
    """The sub-units of one closed unit under its successor; what another of them took along already is left out."""
    taken = {place.period.pk for place in draft.places}
    size = len(draft.places)
    rehang(draft, period.lineage, into, {period.department_id: into}, len(period.lineage))
    draft.places[size:] = [place for place in draft.places[size:]
                           if place.period.pk not in taken and place.period.department_id not in merging]


def _carry_all(draft: Draft, gone: tuple[Department, ...], into: Target) -> None:
    """Everybody's posts go on in the successor. Who was on loan there, or lent to here, is at home now."""
    posts = [post for unit in gone for post in _posts(unit, draft.on)]
    at_home = {post.person_id for post in posts if post.kind == Posting.Kind.MAIN and post.holds_on(draft.on)}
    keys = {unit.pk for unit in gone}
    if isinstance(into, Department):
        mine = Posting.objects.main().on(draft.on).filter(department=into)
        lent = still(Posting, into, draft.on).filter(kind__in=AWAY, person__in=at_home, from_on__lt=draft.on)
        posts += list(lent.select_related("person", "department"))
        at_home |= set(mine.filter(person__in=[post.person_id for post in posts]).values_list("person_id", flat=True))
    for post in posts:
        needless = post.kind in AWAY and post.person_id in at_home and post.from_on < draft.on
        if needless or post.department_id in keys:
            carry(draft, post, None if needless else into)


def draft_split(*, unit: Department, parts: Iterable[Part], close: bool, on: dt.date) -> Draft:
    parts = tuple(parts)
    draft = Draft("split_unit", on, (unit,))
    heirs = [_made_by_this(part.into, (unit,), on) for part in parts]
    draft.done = bool(parts) and all(heir and _went_to(unit, heir, on) for heir in heirs) and close == bool(
        _closed(unit, on))
    if draft.done:
        return draft
    period = shut(draft, unit) if close else standing(draft, unit)
    if not parts:
        draft.refuse(_("Say at least one unit that takes something over."))
    if period:
        _hand_out(draft, period, parts, close)
    return draft


def _hand_out(draft: Draft, period: DepartmentPeriod, parts: tuple[Part, ...], close: bool) -> None:
    unit, on = period.department, draft.on
    moved = [f"{period.lineage}{sub.pk}/" for part in parts for sub in part.units]
    posts, below = _posts(unit, on), _below(unit, on)
    for part in parts:
        receive(draft, part.into, gone=[*moved, *([period.lineage] if close else ())])
        draft.successions.append((unit, part.into))
        people = {person.pk for person in part.people}
        for post in posts:
            if post.person_id in people:
                carry(draft, post, part.into)
        for sub in part.units:
            _hand_over(draft, period, sub, part.into)
    if close:
        given = {post.pk for post, _target in draft.postings}
        handed = {sub.pk for part in parts for sub in part.units}
        _refuse_left(draft, unit, [post for post in posts if post.pk not in given], below - handed)


def _hand_over(draft: Draft, period: DepartmentPeriod, sub: Department, into: Target) -> None:
    """One sub-unit, and whatever is below it, to another unit."""
    own = standing(draft, sub)
    if own is None:
        return
    if own.parent_id != period.department_id:
        draft.refuse(_("%(sub)s does not belong to %(unit)s."), sub=sub, unit=period.department)
        return
    keep = len(period.lineage)
    draft.places.append(Place(own, own.name, own.short_name, into, into, own.lineage[keep:]))
    rehang(draft, own.lineage, into, {}, keep)


def _posts(unit: Department, on: dt.date) -> list[Posting]:
    return list(still(Posting, unit, on).select_related("person", "department").order_by("person__staff_no", "from_on"))


def _below(unit: Department, on: dt.date) -> set[int]:
    """The units that belong to this one on the day or later."""
    late = DepartmentPeriod.objects.exclude(to_on__lt=on).filter(parent=unit)
    return set(late.values_list("department_id", flat=True))


def _refuse_left(draft: Draft, unit: Department, posts: list[Posting], below: set[int]) -> None:
    if people := len({post.person_id for post in posts}):
        draft.refuse(ngettext("%(n)s person is still in %(unit)s.", "%(n)s people are still in %(unit)s.", people),
                     n=people, unit=unit)
    if below:
        draft.refuse(ngettext("%(n)s unit still belongs to %(unit)s.", "%(n)s units still belong to %(unit)s.",
                              len(below)), n=len(below), unit=unit)


def _closed(unit: Department, on: dt.date) -> bool:
    period = last_period(unit)
    return bool(period and period.to_on and Department.objects.filter(pk=unit.pk, closed_on=on).exists())


def _made_by_this(target: Target, gone: Iterable[Department], on: dt.date) -> Department | None:
    """The target as it is in the register: a new one only when the same act made it already."""
    if isinstance(target, Department):
        return target
    return Department.objects.filter(code=target.code, name=target.name, opened_on=on,
                                     takeovers__department__in=list(gone)).first()


def _went_to(unit: Department, heir: Department, on: dt.date) -> bool:
    return Succession.objects.filter(department=unit, successor=heir, on=on).exists()
