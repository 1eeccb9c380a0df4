"""Who may read whom: a truth table, and the day it is asked about."""

import datetime as dt

import pytest

from lms.people.access import Scope, departments_in_scope, has_role, roles_of, scope_of
from lms.people.models import Department, HeadOf, Portfolio, User
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
    "county_admin": {"learner", "county_admin"}, "system_admin": {"system_admin"}, "auditor": {"auditor"},
    "inspector": {"inspector"}, "stranger": {"learner"},
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


def test_a_system_administrator_never_sees_scores_whatever_else_he_is(cast):
    factories.role(cast.system_admin, "hr")
    assert scope_of(cast.system_admin, TODAY).empty


def test_nobody_signed_in_sees_nobody(cast):
    from django.contrib.auth.models import AnonymousUser

    assert not User.objects.visible_to(AnonymousUser(), TODAY).exists()
    assert roles_of(AnonymousUser(), TODAY) == frozenset()


def test_scope_takes_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        scope_of(cast.leader, TODAY)
    with django_assert_num_queries(2):
        list(User.objects.visible_to(cast.leader, TODAY))
