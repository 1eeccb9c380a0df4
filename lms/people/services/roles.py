"""Giving, ending and withdrawing roles (decision 0009). Not in the journal of acts: HR could undo them there."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.common.dated import Dated
from lms.people.access import may
from lms.people.models import Department, HeadOf, PeopleSettings, PersonState, Portfolio, Posting, RoleGrant, User
from lms.people.roles import BY_NAME, EXCLUDED
from lms.people.services.groups import sync_memberships, sync_role_groups

__all__ = ["RoleRefused", "end_role", "grant_role", "parts_from", "sync_memberships", "sync_role_groups",
           "withdraw_role"]
DAY = dt.timedelta(days=1)
FACTS: tuple[tuple[str, type[Dated]], ...] = (("head", HeadOf), ("leader", Portfolio))


class RoleRefused(ValueError):  # noqa: N818
    """The role cannot be given or ended; the message says why, translated."""


@transaction.atomic
def grant_role(
    *, person: User, role: str, from_on: dt.date, to_on: dt.date | None = None,
    department: Department | None = None, reason: str = "", by: User | None = None,
) -> RoleGrant:
    """Give a role from a day, to a last day if named. A role already held on that day is returned unchanged.

    Raises RoleRefused: given by somebody who is no security administrator, or to himself, or for a day gone by; to
    who has left; with a role or a post it may not be joined with; without the last day or the bureau it needs.
    `by` None is the command line, where the first security administrator comes from.
    """
    User.objects.select_for_update().filter(pk=person.pk).first()
    _check_giver(person, from_on, to_on, by)
    _check_grant(person, role, from_on, to_on, department)
    held = RoleGrant.objects.on(from_on).filter(person=person, role=role).first()
    if held:
        return held
    _check_joined(person, role, from_on, to_on)
    grant = RoleGrant.objects.create(
        person=person, role=role, from_on=from_on, to_on=to_on, department=department, granted_by=by, reason=reason
    )
    _log("people.grant_role", grant, by, reason=reason)
    sync_memberships(clock.today(), person=person)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, on: dt.date, reason: str = "", by: User | None = None) -> RoleGrant:
    """`on` is the last day of the role. A role that has ended by then is left as it is.

    Raises RoleRefused: ended by somebody who is no security administrator; before it began, or so far back that what
    was done by right would seem done without; when nobody would be left to give roles.
    """
    grant = RoleGrant.objects.select_for_update().select_related("person").get(pk=grant.pk)
    if grant.to_on is not None and grant.to_on <= on:
        return grant
    _check_ender(by)
    if on < grant.from_on:
        raise RoleRefused(_("The role begins on %(day)s; it can be withdrawn before it begins.")
                          % {"day": grant.from_on})
    if by and on < clock.today() - DAY:
        raise RoleRefused(_("What was held was held: the last day is yesterday at the earliest."))
    _check_somebody_remains(grant, on + DAY)
    _last_day(grant, on, by, reason)
    sync_memberships(clock.today(), person=grant.person)
    return grant


@transaction.atomic
def end_roles(grants: QuerySet[RoleGrant], on: dt.date, *, reason: str, by: User | None = None) -> int:
    """`on` is the last day, because of something else; a role that would begin only later is withdrawn. How many.

    For good: no undoing brings them back. Raises RoleRefused when nobody would be left to give roles.
    """
    lasting = grants.filter(Q(to_on__isnull=True) | Q(to_on__gt=on)).select_related("person", "department")
    found = list(lasting.select_for_update(of=("self",)).order_by("pk"))
    for grant in found:
        _check_somebody_remains(grant, on + DAY)
        if grant.from_on > on:
            _log("people.withdraw_role", grant, by, reason=reason)
            grant.delete()
        else:
            _last_day(grant, on, by, reason)
    return len(found)


def _last_day(grant: RoleGrant, on: dt.date, by: User | None, reason: str) -> None:
    grant.to_on = on
    grant.save(update_fields=["to_on"])
    _log("people.end_role", grant, by, reason=reason)


@transaction.atomic
def withdraw_role(*, grant: RoleGrant, reason: str = "", by: User | None = None) -> None:
    """Take back a role that begins today or later, as if it had not been given; the log keeps it. Twice is harmless."""
    known = RoleGrant.objects.select_for_update().select_related("person").filter(pk=grant.pk).first()
    if known is None:
        return
    _check_ender(by)
    if known.from_on < clock.today():
        raise RoleRefused(_("The role has been held since %(day)s; it can be ended, not withdrawn.")
                          % {"day": known.from_on})
    _check_somebody_remains(known, known.from_on)
    _log("people.withdraw_role", known, by, reason=reason)
    person = known.person
    known.delete()
    sync_memberships(clock.today(), person=person)


def parts_from(person: User, from_on: dt.date, to_on: dt.date | None = None) -> set[str]:
    """The roles the person has, or will have, on some day of the period (four queries)."""
    def during(facts: Any) -> Any:
        facts = facts.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on), person=person)
        return facts.filter(from_on__lte=to_on) if to_on else facts

    parts = set(during(RoleGrant.objects).values_list("role", flat=True))
    parts |= {name for name, model in FACTS if during(model.objects).exists()}
    return parts | ({"learner"} if during(Posting.objects.main()).exists() else set())


def _log(action: str, grant: RoleGrant, by: User | None, *, reason: str) -> None:
    record(action=action, actor=by, target=grant.person.staff_no, detail={
        "role": grant.role, "from": f"{grant.from_on}", "to": f"{grant.to_on or ''}", "reason": reason,
        "unit": grant.department.code if grant.department else "",
    })


def _check_giver(person: User, from_on: dt.date, to_on: dt.date | None, by: User | None) -> None:
    _check_ender(by)
    if by and by.pk == person.pk:
        raise RoleRefused(_("Nobody gives himself a role."))
    if by and from_on < clock.today():
        raise RoleRefused(_("A role is given from today on, not from a day gone by."))
    left = PersonState.objects.filter(person=person, kind=PersonState.Kind.LEFT).first()
    if left and left.from_on <= from_on:
        raise RoleRefused(_("This person has left; the account stays closed."))
    if left and (to_on is None or to_on >= left.from_on):
        raise RoleRefused(_("The person leaves: the role's last day can be %(day)s at the latest.")
                          % {"day": left.from_on - DAY})


def _check_ender(by: User | None) -> None:
    if by and not may(by, "give_roles"):
        raise RoleRefused(_("Roles are given and ended by security administrators."))


def _check_grant(
    person: User, role: str, from_on: dt.date, to_on: dt.date | None, department: Department | None
) -> None:
    if role not in RoleGrant.Role.values:
        raise RoleRefused(_("There is no role “%(role)s”.") % {"role": role})
    if to_on and to_on < from_on:
        raise RoleRefused(_("The last day is before the first."))
    if BY_NAME[role].expires:
        _check_end(from_on, to_on)
    if role == "county_admin" and (department is None or department.kind != Department.Kind.COUNTY):
        raise RoleRefused(_("A county administrator needs a county bureau."))


def _check_end(from_on: dt.date, to_on: dt.date | None) -> None:
    if to_on is None:
        raise RoleRefused(_("An inspector's role needs a last day."))
    longest = PeopleSettings.load().inspector_days
    if (to_on - from_on).days >= longest:
        raise RoleRefused(_("An inspector's role lasts %(days)s days at most: until %(day)s.")
                          % {"days": longest, "day": from_on + (longest - 1) * DAY})


def _check_joined(person: User, role: str, from_on: dt.date, to_on: dt.date | None) -> None:
    parts = parts_from(person, from_on, to_on)
    if role in parts:
        raise RoleRefused(_("The person is given this role from a later day already."))
    against = EXCLUDED[role] & parts
    if "learner" in against and BY_NAME[role].alone:
        raise RoleRefused(_("This role is for an account without a post."))
    if against:
        names = "、".join(sorted(str(BY_NAME[name].label) for name in against))
        raise RoleRefused(_("Duties are kept apart: “%(role)s” cannot be joined with “%(others)s”.")
                          % {"role": BY_NAME[role].label, "others": names})


def why_not_switched(person: User, *, on: bool) -> str:
    """Why the account is not switched on or off, in words; empty when it may be. Locks the grants it relies on."""
    today = clock.today()
    if on and PersonState.objects.on(today).filter(person=person, kind=PersonState.Kind.LEFT).exists():
        return _("This person has left; the account stays closed.")
    try:
        for grant in () if on else RoleGrant.objects.on(today).filter(person=person):
            _check_somebody_remains(grant, today)
    except RoleRefused as refusal:
        return str(refusal)
    return ""


def _check_somebody_remains(grant: RoleGrant, since: dt.date) -> None:
    """From no day on does nobody give roles: another security administrator is one by then, without a last day."""
    if "give_roles" not in BY_NAME[grant.role].may:
        return
    others = RoleGrant.objects.filter(role=grant.role, from_on__lte=since, to_on__isnull=True, person__is_active=True)
    # Rows are locked in one order, so two who end each other's role at the same moment go one after the other.
    if not [other for other in others.select_for_update().order_by("pk") if other.pk != grant.pk]:
        raise RoleRefused(_("The last security administrator stays: give the role to somebody else first."))
