"""Scenario 4, the people's side: on 1 July 职业能力建设科 merges into 就业促进科."""

import datetime as dt

import pytest
import time_machine

from lms.audit.models import Entry
from lms.people.models import Department, HeadOf
from lms.people.selectors import department_on, headcounts, people_of, story_of
from lms.people.services import merge_units, undo_act
from lms.people.services.units import plan_merge
from tests import factories

JULY = dt.date(2026, 7, 1)
JUNE = dt.date(2026, 6, 30)


@pytest.fixture
def merger(cast, organisation):
    """Three people in the old section, its head among them, and one in the new."""
    old, new = organisation["0108"], organisation["0107"]
    staff = [factories.person(name, old) for name in ("甲", "乙", "科长")]
    factories.head(staff[2], old)
    factories.person("就业的", new)
    return old, new, staff


@pytest.fixture
def organisation(cast):
    units = {"0107": ("就业促进科", 17), "0108": ("职业能力建设科", 18)}
    return {code: factories.unit(code, name, cast.bureau, sort_order=order) for code, (name, order) in units.items()}


@pytest.mark.parametrize("written_on", ["2026-06-15", "2026-07-01", "2026-09-01"])
def test_the_merger_of_1_july(cast, merger, written_on):
    """Decided before, on the day or after it: every day before is as it was, every day from then on as decided."""
    old, new, staff = merger
    with time_machine.travel(f"{written_on} 09:00+08:00", tick=False):
        plan = plan_merge(units=[old], into=new, on=JULY)
        assert {line.name for line in plan.people} == {"甲", "乙", "科长"}
        act = merge_units(units=[old], into=new, on=JULY, by=cast.hr, expected=plan.fingerprint)
        closed = Department.objects.get(pk=old.pk)
        assert closed.closed_on == JULY
        assert [row.successor for row in story_of(closed).successors] == [new]
        for person in staff:
            assert (department_on(person, JUNE), department_on(person, JULY)) == (old, new)
        assert (people_of(old, JUNE).count(), people_of(new, JULY).count()) == (3, 4)
        assert (headcounts(JUNE)[old.pk].own, headcounts(JULY)[new.pk].own) == (3, 4)
        assert old.pk not in headcounts(JULY)
        assert HeadOf.objects.get(department=old).to_on == JUNE
        assert Entry.objects.get(action="people.merge_units").detail["people"] == 3
        undo_act(act=act, by=cast.hr)
        assert Department.objects.get(pk=old.pk).closed_on is None
        assert {department_on(person, JULY) for person in staff} == {old}
