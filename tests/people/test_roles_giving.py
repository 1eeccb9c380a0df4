"""Giving, ending and withdrawing roles: what is refused, in words, and what the database refuses by itself."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lms.audit.models import Entry
from lms.common import clock
from lms.people.access import has_role, may_confirm
from lms.people.models import PersonState, Posting, RoleGrant, User
from lms.people.roles import BY_NAME, EXCLUDED, ROLES
from lms.people.services import RoleRefused, end_role, end_service, grant_role, withdraw_role
from tests import factories

TODAY = clock.today()
DAY = dt.timedelta(days=1)
THREE = ("system_admin", "security_admin", "auditor")

REFUSED = {
    "no such role": ({"role": "king"}, "king"),
    "an inspector without a last day": ({"role": "inspector"}, "督查账号"),
    "an inspector for too long": ({"role": "inspector", "to_on": TODAY + 180 * DAY}, "180"),
    "a last day before the first": ({"role": "editor", "to_on": TODAY - DAY}, None),
    "a county administrator without a bureau": ({"role": "county_admin"}, None),
    "a system administrator with a post": ({"role": "system_admin"}, None),
    "a security administrator with a post": ({"role": "security_admin"}, None),
    "an auditor with a post": ({"role": "auditor"}, None),
    "an inspector with a post": ({"role": "inspector", "to_on": TODAY + DAY}, None),
    "from a day gone by": ({"role": "editor", "from_on": TODAY - DAY}, None),
}


@pytest.mark.parametrize(("fields", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_roles_refused(cast, fields, words):
    with pytest.raises(RoleRefused, match=words):
        grant_role(person=cast.learner, by=cast.security_admin, **({"from_on": TODAY} | fields))
    assert not RoleGrant.objects.filter(person=cast.learner).exists()


def test_a_county_administrator_needs_a_county(cast):
    with pytest.raises(RoleRefused):
        grant_role(person=cast.learner, role="county_admin", from_on=TODAY, department=cast.section,
                   by=cast.security_admin)


@pytest.mark.parametrize("giver", ["hr", "system_admin", "auditor", "supervision", "leader", "head", "inspector"])
def test_only_security_administrators_give_and_end(cast, giver):
    by = cast.everyone()[giver]
    grant = RoleGrant.objects.get(person=cast.editor)
    with pytest.raises(RoleRefused):
        grant_role(person=cast.learner, role="editor", from_on=TODAY, by=by)
    with pytest.raises(RoleRefused):
        end_role(grant=grant, on=TODAY, by=by)
    with pytest.raises(RoleRefused):
        withdraw_role(grant=factories.role(cast.stranger, "editor", from_on=TODAY), by=by)


def test_nobody_gives_himself_a_role(cast):
    with pytest.raises(RoleRefused):
        grant_role(person=cast.security_admin, role="inspector", from_on=TODAY, to_on=TODAY, by=cast.security_admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.role(cast.learner, "hr", granted_by=cast.learner)


@pytest.mark.parametrize("held", THREE)
@pytest.mark.parametrize("role", [role.name for role in ROLES if role.given])
def test_an_administrator_is_nothing_else(cast, held, role):
    giver = factories.person("安全寅")
    factories.role(giver, "security_admin")
    person = factories.person("新管理员")
    factories.role(person, held)
    if role == held:
        return
    with pytest.raises(RoleRefused):
        grant_role(person=person, role=role, from_on=TODAY, to_on=TODAY, department=cast.county, by=giver)
    assert RoleGrant.objects.filter(person=person).count() == 1


def test_the_supervision_office_is_not_hr(cast):
    with pytest.raises(RoleRefused):
        grant_role(person=cast.supervision, role="hr", from_on=TODAY, by=cast.security_admin)
    assert "supervision" in EXCLUDED["hr"]
    assert "hr" in EXCLUDED["supervision"]


def test_a_later_post_or_role_stands_in_the_way_too(cast):
    person = factories.person("将任")
    factories.post_in(person, cast.section, from_on=TODAY + 30 * DAY)
    with pytest.raises(RoleRefused):
        grant_role(person=person, role="auditor", from_on=TODAY, by=cast.security_admin)
    grant_role(person=person, role="auditor", from_on=TODAY, to_on=TODAY + 29 * DAY, by=cast.security_admin)


@pytest.mark.parametrize(("one", "other"), [(a, b) for a in THREE for b in THREE if a < b])
def test_the_database_refuses_two_of_the_three(cast, one, other):
    person = factories.person("两任")
    factories.role(person, one, from_on=TODAY, to_on=TODAY + 5 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.role(person, other, from_on=TODAY + 5 * DAY)
    later = factories.role(person, other, from_on=TODAY + 6 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.filter(pk=later.pk).update(from_on=TODAY)


def test_who_has_left_gets_no_role(cast):
    PersonState.objects.create(person=cast.stranger, kind="left", from_on=TODAY, reason="退休")
    with pytest.raises(RoleRefused):
        grant_role(person=cast.stranger, role="editor", from_on=TODAY, by=cast.security_admin)


def test_the_last_security_administrator_stays(cast):
    mine = RoleGrant.objects.get(person=cast.security_admin)
    with pytest.raises(RoleRefused):
        end_role(grant=mine, on=TODAY, by=cast.security_admin)
    second = factories.person("安全寅")
    theirs = grant_role(person=second, role="security_admin", from_on=TODAY, by=cast.security_admin)
    end_role(grant=mine, on=TODAY, by=cast.security_admin)
    with pytest.raises(RoleRefused):  # two who end each other leave nobody
        end_role(grant=theirs, on=TODAY + 9 * DAY, by=cast.security_admin)
    with pytest.raises(RoleRefused):
        withdraw_role(grant=theirs, by=cast.security_admin)


def test_one_who_only_begins_later_leaves_nobody_meanwhile(cast):
    second = factories.person("安全寅")
    grant_role(person=second, role="security_admin", from_on=TODAY + 30 * DAY, by=cast.security_admin)
    mine = RoleGrant.objects.get(person=cast.security_admin)
    with pytest.raises(RoleRefused):
        end_role(grant=mine, on=TODAY + 28 * DAY, by=cast.security_admin)
    end_role(grant=mine, on=TODAY + 29 * DAY, by=cast.security_admin)


def test_a_role_does_not_outlast_a_recorded_end_of_service(cast):
    end_service(person=cast.stranger, on=TODAY + 30 * DAY, reason="退休", by=cast.hr)
    with pytest.raises(RoleRefused):
        grant_role(person=cast.stranger, role="editor", from_on=TODAY, by=cast.security_admin)
    grant_role(person=cast.stranger, role="editor", from_on=TODAY, to_on=TODAY + 30 * DAY, by=cast.security_admin)


def test_a_switched_off_administrator_does_not_count(cast):
    second = factories.person("安全寅")
    factories.role(second, "security_admin")
    User.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(RoleRefused):
        end_role(grant=RoleGrant.objects.get(person=cast.security_admin), on=TODAY, by=cast.security_admin)


def test_a_role_cannot_be_ended_long_ago_or_before_it_began(cast):
    grant = RoleGrant.objects.get(person=cast.editor)
    with pytest.raises(RoleRefused):
        end_role(grant=grant, on=TODAY - 2 * DAY, by=cast.security_admin)
    end_role(grant=grant, on=TODAY - DAY, by=cast.security_admin)
    assert not has_role(cast.editor, "editor")
    future = grant_role(person=cast.stranger, role="editor", from_on=TODAY + 5 * DAY, by=cast.security_admin)
    with pytest.raises(RoleRefused):
        end_role(grant=future, on=TODAY, by=cast.security_admin)
    with pytest.raises(RoleRefused):  # it is coming: not given a second time
        grant_role(person=cast.stranger, role="editor", from_on=TODAY, by=cast.security_admin)


def test_a_role_of_today_is_withdrawn_and_stays_in_the_log(cast):
    grant = grant_role(person=cast.stranger, role="hr", from_on=TODAY, reason="误授", by=cast.security_admin)
    withdraw_role(grant=grant, by=cast.security_admin)
    withdraw_role(grant=grant, by=cast.security_admin)
    assert not has_role(cast.stranger, "hr")
    assert not cast.stranger.groups.exists()
    actions = Entry.objects.filter(target=cast.stranger.staff_no, action__startswith="people.")
    assert sorted(actions.values_list("action", flat=True)) == ["people.grant_role", "people.withdraw_role"]
    with pytest.raises(RoleRefused):
        withdraw_role(grant=RoleGrant.objects.get(person=cast.hr), by=cast.security_admin)


@pytest.mark.parametrize("confirmer", ["hr", "second", "editor", "leader", "supervision", "system_admin",
                                       "security_admin", "auditor", "learner"])
@pytest.mark.parametrize("proposer", ["hr", "second", "editor", "system_admin"])
def test_a_key_is_confirmed_by_a_second_officer(cast, confirmer, proposer):
    second = factories.person("人事寅", cast.section)
    factories.role(second, "hr")
    people = cast.everyone() | {"second": second}
    allowed = may_confirm(people[confirmer], people[proposer])
    assert allowed == (confirmer in ("hr", "second") and confirmer != proposer)


def test_no_person_passes_both_for_one_change_whatever_his_roles(cast):
    person = factories.person("全能", cast.section)
    for role in ("hr", "editor", "supervision", "county_admin"):
        factories.role(person, role)
    assert not may_confirm(person, person)
    assert not may_confirm(person, User.objects.get(pk=person.pk))
    assert not may_confirm(person, None)


def test_hr_puts_keys_right_and_deletes_no_question(cast):
    """Design 1: HR writes the answer key, and a second person confirms; recipes are the editors'."""
    assert not [name for name in BY_NAME["hr"].permissions if name.endswith("_assessment")]
    officer = User.objects.get(pk=cast.hr.pk)
    assert officer.has_perm("courses.change_question")
    assert not officer.has_perm("courses.delete_question")


def test_the_table_names_every_role_once():
    assert {role.name for role in ROLES if role.given} == set(RoleGrant.Role.values)
    assert all(role not in EXCLUDED[other] for role in EXCLUDED for other in EXCLUDED
               if other not in EXCLUDED[role])
    assert {role.name for role in ROLES if role.alone} == {*THREE, "inspector"}


def test_an_account_with_a_post_is_never_one_of_the_three(cast):
    for name in THREE:
        assert not Posting.objects.filter(person=cast.everyone()[name]).exists()
