"""Roles: given, ended, and the groups that follow them."""

import datetime as dt
import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from lms.audit.models import Entry
from lms.common import clock
from lms.people.models import Portfolio, RoleGrant, User
from lms.people.roles import ROLES
from lms.people.services import end_role, grant_role, sync_memberships, sync_role_groups
from tests import factories

TODAY = clock.today()
DAY = dt.timedelta(days=1)


def groups_of(person) -> set[str]:
    return set(person.groups.values_list("name", flat=True))


MEMBERSHIPS = {
    "hr": {"HR officers"}, "supervision": {"Supervision office"}, "editor": {"Course editors"}, "leader": {"Leaders"},
    "system_admin": {"System administrators"},
    "security_admin": {"Security administrators"}, "auditor": {"Auditors"}, "learner": set(), "head": set(),
    "county_admin": set(), "inspector": set(), "stranger": set(),
}


@pytest.mark.parametrize(("name", "groups"), MEMBERSHIPS.items())
def test_groups_follow_the_roles(cast, name, groups):
    assert groups_of(cast.everyone()[name]) == groups


def test_making_the_groups_twice_changes_nothing(cast):
    def picture():
        return (
            list(GroupPagePermission.objects.order_by("pk").values_list()),
            list(GroupCollectionPermission.objects.order_by("pk").values_list()),
            {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()},
        )

    before = picture()
    sync_role_groups()
    assert picture() == before


def test_a_permission_given_by_hand_is_taken_back(cast):
    from django.contrib.auth.models import Permission

    auditors = Group.objects.get(name="Auditors")
    auditors.permissions.add(Permission.objects.get(codename="change_user"))
    sync_role_groups()
    assert set(auditors.permissions.values_list("codename", flat=True)) == {"access_admin", "view_entry"}


@pytest.mark.parametrize(("group", "verbs"), [
    ("Course editors", {"add_page", "change_page"}), ("HR officers", {"change_page", "publish_page"}),
    ("Leaders", {"change_page", "publish_page"}), ("Auditors", set()), ("System administrators", set()),
])
def test_page_permissions(cast, group, verbs):
    found = GroupPagePermission.objects.filter(group__name=group).values_list("permission__codename", flat=True)
    assert set(found) == verbs


def test_every_permission_in_the_table_exists(db):
    from django.contrib.auth.models import Permission

    known = {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}
    named = {name for role in ROLES for name in (*role.permissions, *role.collection)}
    assert named <= known


def test_nobody_is_a_superuser(cast):
    assert not User.objects.filter(is_superuser=True).exists()


def test_a_role_is_given_once_and_ended(cast):
    grant = grant_role(person=cast.learner, role="editor", from_on=TODAY, by=cast.security_admin)
    assert grant_role(person=cast.learner, role="editor", from_on=TODAY, by=cast.security_admin) == grant
    assert groups_of(cast.learner) == {"Course editors"}
    end_role(grant=grant, on=TODAY, by=cast.security_admin)
    end_role(grant=grant, on=TODAY, by=cast.security_admin)
    sync_memberships(TODAY + DAY)
    assert groups_of(cast.learner) == set()
    assert Entry.objects.filter(action__startswith="people.").values_list("action", flat=True).count() == 2


def test_membership_follows_the_day(cast):
    Portfolio.objects.filter(person=cast.leader).update(to_on=TODAY)
    factories.role(cast.stranger, "hr", from_on=TODAY + DAY)
    sync_memberships(TODAY)
    assert (groups_of(cast.leader), groups_of(cast.stranger)) == ({"Leaders"}, set())
    assert sync_memberships(TODAY + DAY) == 2
    assert (groups_of(cast.leader), groups_of(cast.stranger)) == (set(), {"HR officers"})
    assert sync_memberships(TODAY + DAY) == 0


def test_other_groups_are_left_alone(cast):
    own = Group.objects.create(name="Choir")
    cast.learner.groups.add(own)
    sync_memberships(TODAY)
    assert groups_of(cast.learner) == {"Choir"}


def test_who_may_not_sign_in_is_in_no_group(cast):
    User.objects.filter(pk=cast.hr.pk).update(is_active=False)
    sync_memberships(TODAY)
    assert groups_of(cast.hr) == set()


def appoint(*words: str) -> str:
    out = io.StringIO()
    call_command("appoint", *words, stdout=out)
    return out.getvalue().strip()


def test_the_first_system_administrator(db, client):
    password = appoint("90001", "system_admin", "--name", "系统管理员")
    person = User.objects.get(staff_no="90001")
    assert (person.check_password(password), person.must_change_password) == (True, True)
    assert groups_of(person) == {"System administrators"}
    assert appoint("90001", "system_admin") == ""
    assert RoleGrant.objects.count() == 1


@pytest.mark.parametrize("words", [
    ("99999", "hr"), ("00101", "auditor"), ("00101", "inspector"), ("00101", "county_admin"),
    ("00101", "county_admin", "--unit", "9999"),
])
def test_appointments_refused(cast, words):
    with pytest.raises(CommandError):
        appoint(*words)


def test_a_county_administrator(cast):
    appoint("00104", "county_admin", "--unit", "0301")
    assert RoleGrant.objects.get(person=cast.stranger).department == cast.county
