"""The groups of the content administration are the shadow of the dated roles; nobody is put into them by hand."""

import datetime as dt

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from lms.common import clock
from lms.people.access import facts_changed
from lms.people.models import HeadOf, Portfolio, RoleGrant, User
from lms.people.roles import GROUP_OF, ROLES
from lms.people.services.sessions import end_expired_sessions


@transaction.atomic
def sync_role_groups() -> None:
    """Make the groups and give them exactly the permissions of the table; then everyone's membership."""
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")}
    root, collection = Page.objects.filter(depth=1).first(), Collection.get_first_root_node()
    for role in ROLES:
        if not role.group:
            continue
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
    """Make membership of the role groups equal to the roles of the day; how many memberships were changed.

    Whoever writes a fact that gives a part calls it; the sweeper does for everyone, and then accounts past their last
    day are signed out too.
    """
    facts_changed()
    if person is None:
        end_expired_sessions(on)
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
    through.objects.bulk_create(new, ignore_conflicts=True)  # the sweep, or somebody else's act, may be at it too
    return len(gone) + len(new)


def _role_pairs(on: dt.date, person: User | None) -> set[tuple[int, str]]:
    """(person, role) of those who may sign in; a leader is whoever has a portfolio."""
    who = {"person": person} if person else {}
    active = {"person__is_active": True, **who}
    named = set(RoleGrant.objects.on(on).filter(**active).values_list("person_id", "role"))
    leaders = Portfolio.objects.on(on).filter(**active).values_list("person_id", flat=True)
    heads = HeadOf.objects.on(on).filter(**active).values_list("person_id", flat=True)
    return named | {(pk, "leader") for pk in leaders} | {(pk, "head") for pk in heads}
