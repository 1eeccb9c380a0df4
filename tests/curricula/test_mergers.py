"""A rule over a unit that has been merged away: open tasks follow its people, and only them."""

import datetime as dt

import pytest

from lms.curricula.audience import members
from lms.curricula.models import Assignment
from lms.curricula.services import assign, reconcile
from lms.people.models import Department, DepartmentPeriod, Succession
from lms.people.services import transfer_person
from tests import factories
from tests.curricula.conftest import ISSUED

JULY = dt.date(2026, 7, 1)
AUGUST = dt.date(2026, 8, 1)


def move(person, unit, on, post="科员"):
    transfer_person(person=person, department=unit, post=post, rank="", category="civil_servant", on=on)


@pytest.fixture
def merged(cast, make_curriculum):
    """政策法规科 owed T-01; on 1 July it goes into 养老保险科 with everyone in it."""
    curriculum = make_curriculum(rules=[{"department": cast.other_section, "post": "科员"}])
    late = factories.person("后来者", cast.other_section)
    assign(curriculum=curriculum, by=cast.hr, on=ISSUED)
    for person in (cast.stranger, late, cast.hr, cast.supervision, cast.editor):
        move(person, cast.section, JULY)
    DepartmentPeriod.objects.filter(department=cast.other_section).update(to_on=JULY - dt.timedelta(days=1))
    Department.objects.filter(pk=cast.other_section.pk).update(closed_on=JULY)
    Succession.objects.create(department=cast.other_section, successor=cast.section, on=JULY)
    return curriculum


def open_tasks(person):
    return Assignment.objects.filter(person=person, closed_on__isnull=True).count()


def test_open_tasks_follow_the_people(cast, merged):
    result = reconcile(curriculum=merged, by=cast.hr, on=AUGUST)
    assert (result.assigned.created, result.reopened, result.closed) == (0, 0, 0)
    assert open_tasks(cast.stranger) == 1
    assert not Assignment.objects.filter(closed_on__isnull=False).exists()


def test_the_successors_own_people_owe_nothing_new(cast, merged):
    reconcile(curriculum=merged, by=cast.hr, on=AUGUST)
    assert open_tasks(cast.learner) == 0
    newcomer = factories.person("新来者", cast.section, from_on=JULY)
    reconcile(curriculum=merged, by=cast.hr, on=AUGUST)
    assert open_tasks(newcomer) == 0


def test_who_moves_on_from_the_successor_is_released(cast, merged):
    move(cast.stranger, cast.county, AUGUST)
    reconcile(curriculum=merged, by=cast.hr, on=AUGUST)
    assert Assignment.objects.get(person=cast.stranger).closed_reason == "post_change"


def test_who_left_the_unit_before_is_released(cast, merged, make_curriculum):
    early = factories.person("先走者", cast.other_section, from_on=dt.date(2025, 1, 1), to_on=dt.date(2026, 5, 31))
    factories.post_in(early, cast.section, from_on=dt.date(2026, 6, 1))
    assert early.pk not in {member.person_id for member in members(merged, AUGUST)}


def test_the_post_of_then_decides(cast, merged):
    """The rule asks for 科员: who was one in the old unit is named, whatever he became in the new."""
    move(cast.stranger, cast.section, AUGUST, post="二级主任")
    named = {member.person_id: member.why for member in members(merged, AUGUST)}
    assert cast.stranger.pk in named
    assert "政策法规科" in named[cast.stranger.pk]


def test_a_chain_of_mergers(cast, merged):
    september = dt.date(2026, 9, 1)
    for person in (cast.stranger,):
        move(person, cast.county, september)
    Department.objects.filter(pk=cast.section.pk).update(closed_on=september)
    Succession.objects.create(department=cast.section, successor=cast.county, on=september)
    assert cast.stranger.pk in {member.person_id for member in members(merged, september)}


def test_an_open_unit_costs_no_query_more(cast, make_curriculum, django_assert_num_queries):
    curriculum = make_curriculum(rules=[{"department": cast.section}])
    with django_assert_num_queries(4):
        members(curriculum, AUGUST)
