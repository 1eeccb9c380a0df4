"""Questions as of a day: right on every day, and as many queries for 100 as for one."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.common import clock
from lms.people.models import Department, PersonState, User
from lms.people.selectors import (
    borrowed_by,
    department_on,
    departments_on,
    gaps_on,
    headcounts,
    people_of,
    story_of,
    tree_on,
)
from lms.people.services import merge_units, move_unit, rename_unit
from tests import factories

TODAY = clock.today()
DAY = dt.timedelta(days=1)
BEFORE = TODAY - DAY

QUESTIONS = {
    "department_on": (1, lambda cast: department_on(cast.learner, TODAY)),
    "departments_on": (2, lambda cast: departments_on(User.objects.all(), TODAY)),
    "people_of": (2, lambda cast: list(people_of(cast.bureau, TODAY))),
    "people_of_alone": (1, lambda cast: list(people_of(cast.bureau, TODAY, below=False))),
    "headcounts": (4, lambda cast: headcounts(TODAY)),
    "tree_on": (6, lambda cast: tree_on(TODAY)),
    "gaps_on": (11, lambda cast: gaps_on(TODAY)),
    "borrowed_by": (2, lambda cast: borrowed_by(cast.section, TODAY)),
    "story_of": (8, lambda cast: story_of(cast.section)),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_as_many_queries_for_100_as_for_one(cast, name, monkeypatch):
    most, ask = QUESTIONS[name]
    # What Django asks in portions of 999 on SQLite would be as many queries as there are thousands of units.
    monkeypatch.setattr(connection.features, "max_query_params", 50)
    lent = factories.person("借来的", cast.county)
    factories.post_in(lent, cast.section, kind="loan")
    counts = []
    for size in (1, 100):
        with CaptureQueriesContext(connection) as captured:
            ask(cast)
        counts.append(len(captured))
        if size == 1:
            _grow(cast)
    assert counts[0] == counts[1] <= most


def _grow(cast) -> None:
    for number in range(100):
        unit = factories.unit(f"{5000 + number}", f"科{number}", cast.bureau)
        one = User.objects.create(staff_no=f"Q{number}", full_name=f"人{number}")
        factories.post_in(one, unit)
        factories.post_in(one, cast.section, kind="loan")
        factories.head(one, unit)


def test_a_person_counts_where_he_was(cast):
    merge_units(units=[cast.section], into=cast.other_section, on=TODAY)
    assert (department_on(cast.learner, BEFORE), department_on(cast.learner, TODAY)) == (
        cast.section, cast.other_section)
    homes = departments_on([cast.learner, cast.stranger, cast.system_admin], BEFORE)
    assert homes == {cast.learner.pk: cast.section, cast.stranger.pk: cast.other_section}
    assert cast.learner in people_of(cast.section, BEFORE)
    assert not people_of(cast.section, TODAY).exists()


def test_counts_are_of_the_day(cast):
    counts = {day: headcounts(day) for day in (BEFORE, TODAY)}
    assert counts[BEFORE] == counts[TODAY]
    move_unit(unit=cast.section, parent=cast.county, on=TODAY)
    before, after = headcounts(BEFORE)[cast.county.pk], headcounts(TODAY)[cast.county.pk]
    assert (before.below, after.below, after.own) == (before.own, before.own + 2, before.own)


def test_borrowed_and_paused_people_stand_apart(cast):
    factories.post_in(cast.stranger, cast.section, kind="loan", to_on=TODAY)
    factories.post_in(cast.learner, cast.section, kind="secondment")  # at home: not borrowed
    PersonState.objects.create(person=cast.learner, kind="paused", from_on=TODAY, reason="产假")
    today, tomorrow = headcounts(TODAY)[cast.section.pk], headcounts(TODAY + DAY)[cast.section.pk]
    assert (today.own, today.paused, today.borrowed, tomorrow.borrowed) == (2, 1, 1, 0)
    assert headcounts(TODAY)[cast.bureau.pk].paused_below == 1
    (one,) = borrowed_by(cast.section, TODAY)
    assert (one.person, one.home, one.to_on) == (cast.stranger, cast.other_section, TODAY)
    assert borrowed_by(cast.section, TODAY + DAY) == ()


def test_the_tree_is_as_it_was(cast):
    rename_unit(unit=cast.section, name="新名", on=TODAY)
    move_unit(unit=cast.section, parent=cast.county, on=TODAY)
    assert [(row.code, row.name, row.depth) for row in tree_on(BEFORE)][1] == ("0101", "养老保险科", 2)
    assert [(row.code, row.name, row.depth) for row in tree_on(TODAY)][-1] == ("0101", "新名", 3)


def test_gaps_are_named(cast):
    gaps = gaps_on(TODAY)
    assert [row.code for row in gaps.without_head] == ["00", "0102", "0301"]
    assert [row.code for row in gaps.without_leader] == ["0102", "0301"]
    assert gaps.absent_heads == ()
    PersonState.objects.create(person=cast.head, kind="paused", from_on=TODAY, reason="长病假")
    factories.head(cast.learner, cast.county)
    absent = {(gap.unit.code, gap.person, gap.paused) for gap in gaps_on(TODAY).absent_heads}
    assert absent == {("0101", cast.head, True), ("0301", cast.learner, False)}
    move_unit(unit=cast.other_section, parent=cast.section, on=TODAY)
    assert [row.code for row in gaps_on(TODAY).without_leader] == ["0301"]  # led with the unit above


def test_a_story_knows_where_a_unit_came_from_and_went(cast):
    merge_units(units=[cast.section], into=cast.other_section, on=TODAY)
    old, new = (story_of(Department.objects.get(pk=unit.pk)) for unit in (cast.section, cast.other_section))
    assert [row.successor for row in old.successors] == [cast.other_section]
    assert [row.department for row in new.predecessors] == [cast.section]
    assert [act.kind for act in old.acts] == [act.kind for act in new.acts] == ["merge_units"]
    assert old.heads[-1].to_on == BEFORE
