"""Who may read whom: a truth table, and the day it is asked about."""

import datetime as dt

import pytest

from lms.people.access import Scope, departments_in_scope, has_role, roles_of, scope_of, stands_alone
from lms.people.models import Department, HeadOf, Portfolio, RoleGrant, User
from tests import factories

TODAY = dt.date(2026, 6, 21)
YESTERDAY = TODAY - dt.timedelta(days=1)

SEES = {
    "learner": {"learner"},
    "stranger": {"stranger"},
    "head": {"head", "learner"},
    "leader": {"leader", "head", "learner"},
    "county_admin": {"county_admin"},
    "editor": {"editor"},
    "system_admin": {"system_admin"},
    "security_admin": {"security_admin"},
    "auditor": {"auditor"},
    "inspector": {"inspector"},
}


@pytest.mark.parametrize(("role", "seen"), SEES.items())
def test_each_role_sees_its_people_only(cast, role, seen):
    everyone = cast.everyone()
    visible = set(User.objects.visible_to(everyone[role], TODAY))
    assert visible == {everyone[name] for name in seen}


@pytest.mark.parametrize("role", ["hr", "supervision"])
def test_hr_and_supervision_see_everyone(cast, role):
    viewer = cast.everyone()[role]
    assert scope_of(viewer, TODAY) == Scope(everyone=True)
    assert User.objects.visible_to(viewer, TODAY).count() == len(cast.everyone())


ROLES = {
    "learner": {"learner"}, "head": {"learner", "head"}, "leader": {"learner", "leader"}, "hr": {"learner", "hr"},
    "supervision": {"learner", "supervision"}, "editor": {"learner", "editor"},
    "county_admin": {"learner", "county_admin"}, "system_admin": {"system_admin"}, "security_admin": {"security_admin"},
    "auditor": {"auditor"}, "inspector": {"inspector"}, "stranger": {"learner"},
}


@pytest.mark.parametrize(("name", "roles"), ROLES.items())
def test_roles(cast, name, roles):
    assert roles_of(cast.everyone()[name], TODAY) == roles


def test_a_head_sees_the_units_below(cast):
    below = factories.unit("010101", "服务大厅", cast.section)
    window = factories.person("窗口", below)
    assert window in User.objects.visible_to(cast.head, TODAY)


def test_a_changed_portfolio_counts_from_its_day(cast):
    Portfolio.objects.filter(person=cast.leader).update(to_on=YESTERDAY)
    factories.portfolio(cast.leader, cast.other_section, from_on=TODAY)
    assert set(departments_in_scope(Department.objects.all(), cast.leader, YESTERDAY)) == {cast.section}
    assert set(departments_in_scope(Department.objects.all(), cast.leader, TODAY)) == {cast.other_section}
    assert cast.learner not in User.objects.visible_to(cast.leader, TODAY)
    assert cast.stranger in User.objects.visible_to(cast.leader, TODAY)


def test_a_headship_that_ended_shows_nobody(cast):
    HeadOf.objects.filter(person=cast.head).update(to_on=YESTERDAY)
    assert scope_of(cast.head, TODAY).empty
    assert not has_role(cast.head, "head", on=TODAY)


def test_the_host_sees_borrowed_staff_while_the_loan_lasts(cast):
    factories.post_in(cast.stranger, cast.section, kind="loan", from_on=dt.date(2026, 1, 1), to_on=YESTERDAY)
    assert cast.stranger in User.objects.visible_to(cast.head, YESTERDAY)
    assert cast.stranger not in User.objects.visible_to(cast.head, TODAY)


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "auditor"])
def test_an_administrator_never_sees_scores_whatever_else_he_is(cast, who):
    """The service gives him nothing else; but should it be there, it opens nothing."""
    person = cast.everyone()[who]
    factories.role(person, "hr")
    factories.head(person, cast.other_section)
    assert scope_of(person, TODAY).empty


def test_nobody_signed_in_sees_nobody(cast):
    from django.contrib.auth.models import AnonymousUser

    assert not User.objects.visible_to(AnonymousUser(), TODAY).exists()
    assert roles_of(AnonymousUser(), TODAY) == frozenset()


def test_scope_takes_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        scope_of(cast.leader, TODAY)
    with django_assert_num_queries(2):
        list(User.objects.visible_to(cast.leader, TODAY))


def as_requests(person):
    """The person as a view gets him: lazy, and remembered for one request."""
    from django.utils.functional import SimpleLazyObject

    return SimpleLazyObject(lambda: User.objects.get(pk=person.pk))


def test_a_request_asks_once(cast, django_assert_num_queries):
    user = as_requests(cast.leader)
    assert user.pk
    with django_assert_num_queries(1):
        assert has_role(user, "leader", on=TODAY)
        assert roles_of(user, TODAY) == {"learner", "leader"}
        assert not scope_of(user, TODAY).empty
        assert not has_role(user, "hr", on=TODAY)


def test_another_day_is_another_question(cast):
    Portfolio.objects.filter(person=cast.leader).update(to_on=YESTERDAY)
    user = as_requests(cast.leader)
    assert has_role(user, "leader", on=YESTERDAY)
    assert not has_role(user, "leader", on=TODAY)


def test_a_role_given_within_the_request_is_seen_at_once(cast):
    from lms.common import clock
    from lms.people.services import assign_portfolio, end_role, grant_role

    today, user = clock.today(), as_requests(cast.learner)
    assert not has_role(user, "editor")
    grant = grant_role(person=user, role="editor", from_on=today, by=cast.security_admin)
    assert has_role(user, "editor")
    RoleGrant.objects.filter(pk=grant.pk).update(from_on=today - dt.timedelta(days=9))
    grant.refresh_from_db()
    end_role(grant=grant, on=today - dt.timedelta(days=1), by=cast.security_admin)
    assert not has_role(user, "editor")
    leader = as_requests(cast.leader)
    assert scope_of(leader, today).paths == (cast.section.path,)
    assign_portfolio(person=User.objects.get(pk=cast.leader.pk), departments=[cast.county], on=today, by=cast.hr)
    assert scope_of(leader, today).paths == (cast.county.path,)


def test_no_other_object_remembers(cast):
    assert not has_role(cast.learner, "editor", on=TODAY)
    factories.role(cast.learner, "editor")
    assert has_role(cast.learner, "editor", on=TODAY)


def test_which_accounts_stand_alone(cast):
    alone = {name for name, person in cast.everyone().items() if stands_alone(person, TODAY)}
    assert alone == {"system_admin", "security_admin", "auditor", "inspector"}
    RoleGrant.objects.filter(person=cast.auditor).update(to_on=YESTERDAY)
    assert not stands_alone(cast.auditor, TODAY)
