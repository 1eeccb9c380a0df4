"""Giving and ending roles; keeping the groups of the content administration equal to them."""

import datetime as dt

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from lms.audit.services import record
from lms.common import clock
from lms.people.access import BLIND
from lms.people.models import Department, HeadOf, Portfolio, Posting, RoleGrant, User
from lms.people.roles import GROUP_OF, ROLES


class RoleRefused(ValueError):  # noqa: N818
    """The role cannot be given; the message says why, translated."""


@transaction.atomic
def grant_role(
    *, person: User, role: str, from_on: dt.date, to_on: dt.date | None = None,
    department: Department | None = None, by: User | None = None,
) -> RoleGrant:
    """Give a role from a day, to a last day if named. A role already held on that day is returned unchanged.

    Raises RoleRefused for an inspector without a last day, a county administrator without a bureau,
    and a system administrator or auditor who holds a post (design 1: duties kept apart).
    """
    _check_grant(person, role, from_on, to_on, department)
    held = RoleGrant.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on), person=person, role=role).first()
    if held:
        return held
    grant = RoleGrant.objects.create(
        person=person, role=role, from_on=from_on, to_on=to_on, department=department, granted_by=by
    )
    record(action="people.grant_role", actor=by, target=person.staff_no, detail={"role": role, "from": f"{from_on}"})
    sync_memberships(clock.today(), person=person)
    return grant


def _check_grant(
    person: User, role: str, from_on: dt.date, to_on: dt.date | None, department: Department | None
) -> None:
    if role not in RoleGrant.Role.values:
        raise RoleRefused(_("There is no role “%(role)s”.") % {"role": role})
    if role == "inspector" and to_on is None:
        raise RoleRefused(_("An inspector's role needs a last day."))
    if role == "county_admin" and department is None:
        raise RoleRefused(_("A county administrator needs a county bureau."))
    if role in BLIND and Posting.objects.main().on(from_on).filter(person=person).exists():
        raise RoleRefused(_("This role is for an account without a post."))


@transaction.atomic
def end_role(*, grant: RoleGrant, on: dt.date, by: User | None = None) -> RoleGrant:
    """`on` is the last day of the role. A role that has ended is left as it is."""
    if grant.to_on is None or grant.to_on > on:
        grant.to_on = max(on, grant.from_on)
        grant.save(update_fields=["to_on"])
        record(action="people.end_role", actor=by, target=grant.person.staff_no,
               detail={"role": grant.role, "to": f"{grant.to_on}"})
        sync_memberships(clock.today(), person=grant.person)
    return grant


@transaction.atomic
def sync_role_groups() -> None:
    """Make the groups and give them exactly the permissions of the table; then everyone's membership."""
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    root, collection = Page.objects.filter(depth=1).first(), Collection.get_first_root_node()
    for role in ROLES:
        group, _made = Group.objects.get_or_create(name=role.group)
        group.permissions.set([known[name] for name in role.permissions if name in known])
        pages = [known[f"wagtailcore.{verb}_page"] for verb in role.page]
        _set_node(GroupPagePermission, group, "page", root, pages)
        files = [known[name] for name in role.collection if name in known]
        _set_node(GroupCollectionPermission, group, "collection", collection, files)
    sync_memberships(clock.today())


def _set_node(model, group: Group, field: str, node, permissions: list[Permission]) -> None:
    """The group holds exactly these permissions on the root node, and none elsewhere."""
    if node is None:
        return
    model.objects.filter(group=group).exclude(permission__in=permissions, **{field: node}).delete()
    for permission in permissions:
        model.objects.get_or_create(group=group, permission=permission, **{field: node})


@transaction.atomic
def sync_memberships(on: dt.date, *, person: User | None = None) -> int:
    """Make membership of the role groups equal to the roles of the day; how many memberships were changed."""
    groups = dict(Group.objects.filter(name__in=GROUP_OF.values()).values_list("name", "pk"))
    wanted = {(who, groups[GROUP_OF[role]]) for who, role in _role_pairs(on, person)
              if role in GROUP_OF and GROUP_OF[role] in groups}
    through = User.groups.through
    rows = through.objects.filter(group_id__in=groups.values())
    if person:
        rows = rows.filter(user_id=person.pk)
    held = {(user, group): pk for pk, user, group in rows.values_list("pk", "user_id", "group_id")}
    gone = [pk for pair, pk in held.items() if pair not in wanted]
    through.objects.filter(pk__in=gone).delete()
    new = [through(user_id=user, group_id=group) for user, group in wanted - held.keys()]
    through.objects.bulk_create(new)
    return len(gone) + len(new)


def _role_pairs(on: dt.date, person: User | None) -> set[tuple[int, str]]:
    """(person, role) of those who may sign in; a leader is whoever has a portfolio."""
    who = {"person": person} if person else {}
    active = {"person__is_active": True, **who}
    named = set(RoleGrant.objects.on(on).filter(**active).values_list("person_id", "role"))
    leaders = Portfolio.objects.on(on).filter(**active).values_list("person_id", flat=True)
    heads = HeadOf.objects.on(on).filter(**active).values_list("person_id", flat=True)
    return named | {(pk, "leader") for pk in leaders} | {(pk, "head") for pk in heads}
