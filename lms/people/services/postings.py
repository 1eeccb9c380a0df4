"""Dated facts about a person: moved, paused, appointed, gone. Nothing is overwritten; the old fact gets a last day."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.common.dated import Dated
from lms.people.models import Department, HeadOf, PersonState, Portfolio, Posting, RoleGrant, User
from lms.people.services.roles import sync_memberships

DAY = dt.timedelta(days=1)


class PostingRefused(ValueError):  # noqa: N818
    """The fact cannot be recorded; the message says why, translated."""


@transaction.atomic
def transfer_person(
    *, person: User, department: Department, post: str, rank: str, category: str, on: dt.date, by: User | None = None
) -> Posting:
    """From `on` the person's main post is this one; the old one ends the day before. The same again changes nothing.

    Raises PostingRefused when the open post began later than `on`, or the person has left by then.
    """
    User.objects.select_for_update().filter(pk=person.pk).first()
    if PersonState.objects.on(on).filter(person=person, kind=PersonState.Kind.LEFT).exists():
        raise PostingRefused(_("This person has left; the number is never given again."))
    old = Posting.objects.main().filter(person=person, to_on__isnull=True).first()
    values = {"department_id": department.pk, "post": post, "rank": rank, "category": category}
    if old and all(getattr(old, name) == value for name, value in values.items()):
        return old
    if old:
        _end_before(old, on)
    new = Posting.objects.create(person=person, from_on=on, **values)
    record(action="people.transfer", actor=by, target=person.staff_no,
           detail={"from": old.department.code if old else "", "to": department.code, "on": f"{on}"})
    return new


def _end_before(fact: Dated, on: dt.date) -> None:
    if fact.from_on >= on:
        raise PostingRefused(_("The present post began on %(day)s, not before this one.") % {"day": fact.from_on})
    fact.to_on = on - DAY
    fact.save(update_fields=["to_on"])


@transaction.atomic
def pause_person(
    *, person: User, from_on: dt.date, to_on: dt.date | None, reason: str, by: User | None = None
) -> PersonState:
    """暂缓 from a day to a last day (None: until told). The reason is for HR's eyes, so the log does not carry it."""
    state, made = PersonState.objects.get_or_create(
        person=person, kind=PersonState.Kind.PAUSED, from_on=from_on, defaults={"to_on": to_on, "reason": reason}
    )
    if made:
        record(action="people.pause", actor=by, target=person.staff_no,
               detail={"from": f"{from_on}", "to": f"{to_on or ''}"})
    return state


@transaction.atomic
def end_service(*, person: User, on: dt.date, reason: str, by: User | None = None) -> PersonState:
    """`on` is the last day. Posts, headships, portfolios and roles end; sign-in is off; the file is kept."""
    left = PersonState.objects.filter(person=person, kind=PersonState.Kind.LEFT).first()
    if left:
        return left
    for model in (Posting, HeadOf, Portfolio, RoleGrant):
        _close_all(model, person, on)
    state = PersonState.objects.create(person=person, kind=PersonState.Kind.LEFT, from_on=on + DAY, reason=reason)
    if on < clock.today():
        switch_off(person)
    record(action="people.end_service", actor=by, target=person.staff_no, detail={"last_day": f"{on}"})
    return state


def _close_all(model, person: User, on: dt.date) -> None:
    """End what lasts beyond `on`; a fact that would only begin later ends on its first day."""
    for fact in model.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=on), person=person):
        fact.to_on = max(on, fact.from_on)
        fact.save(update_fields=["to_on"])


@transaction.atomic
def close_accounts(on: dt.date) -> int:
    """Switch off whoever has left by that day; how many."""
    gone = PersonState.objects.on(on).filter(kind=PersonState.Kind.LEFT)
    return User.objects.filter(is_active=True, pk__in=gone.values("person_id")).update(is_active=False)


def switch_off(person: User) -> None:
    """The person may not sign in any more, and leaves every group."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    sync_memberships(clock.today(), person=person)


@transaction.atomic
def appoint_head(
    *, person: User, department: Department, on: dt.date, acting: bool = False, by: User | None = None
) -> HeadOf:
    """From `on` the person answers for the unit; the head before him did until the day before."""
    Department.objects.select_for_update().filter(pk=department.pk).first()
    old = HeadOf.objects.filter(department=department, to_on__isnull=True).first()
    if old and (old.person_id, old.acting) == (person.pk, acting):
        return old
    if old:
        _end_before(old, on)
    head = HeadOf.objects.create(person=person, department=department, acting=acting, from_on=on)
    record(action="people.appoint_head", actor=by, target=department.code, detail={"person": person.staff_no})
    return head


@transaction.atomic
def assign_portfolio(
    *, person: User, departments: list[Department], on: dt.date, by: User | None = None
) -> list[Portfolio]:
    """From `on` the leader is in charge of exactly these units; units dropped end the day before."""
    open_now = {fact.department_id: fact for fact in Portfolio.objects.filter(person=person, to_on__isnull=True)}
    wanted = {unit.pk: unit for unit in departments}
    for unit_id, fact in open_now.items():
        if unit_id not in wanted:
            _end_before(fact, on)
    new = [Portfolio.objects.create(person=person, department=unit, from_on=on)
           for pk, unit in wanted.items() if pk not in open_now]
    if new or open_now.keys() - wanted.keys():
        record(action="people.assign_portfolio", actor=by, target=person.staff_no,
               detail={"units": sorted(unit.code for unit in departments), "on": f"{on}"})
        sync_memberships(clock.today(), person=person)
    return list(Portfolio.objects.filter(person=person, to_on__isnull=True).order_by("department__path"))
