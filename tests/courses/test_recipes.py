"""A recipe as data: frozen with its sections, read in either shape."""

import pytest

from courses import recipes
from courses.models import CourseVersion
from courses.services import write_version
from tests import factories

OLD = {"bank": "B1", "draw": {"single": 4, "multi": 0, "judge": 2}, "points": {"single": 12, "multi": 16, "judge": 10}}


def test_an_old_recipe_reads_as_one_section_a_kind():
    rows = recipes.sections_of(OLD)
    assert [(row["bank"], row["kind"], row["count"], row["points"]) for row in rows] == [
        ("B1", "single", 4, 12), ("B1", "judge", 2, 10)]
    assert (recipes.questions_in(OLD), recipes.points_in(OLD)) == (6, 68)
    assert recipes.is_fixed(OLD) is False


@pytest.mark.parametrize(("recipe", "name", "value"), [
    ({"shuffle": True}, "shuffle_options", True), ({"shuffle": False}, "shuffle_options", False),
    ({"shuffle": True, "shuffle_options": False}, "shuffle_options", False), ({}, "cooldown_hours", 0),
    ({"cooldown_hours": 24}, "cooldown_hours", 24), ({}, "opens_at", None),
    ({}, "counting", "best"), ({"counting": "last"}, "counting", "last"), ({}, "partial", "none"),
])
def test_what_an_old_recipe_leaves_unsaid(recipe, name, value):
    assert recipes.setting(recipe, name) == value


def test_a_section_says_all_of_itself(db):
    other = factories.bank("B2")
    made = factories.assessment(factories.bank(), [
        {"kind": "single", "count": 4, "points": 12},
        {"bank": other, "title": "乙", "codes": "B2-S1，B2-S2\nB2-S1", "points": 5, "lost": 1,
         "tags": "基金， 监管,基金"},
    ])
    assert recipes.recipe_of(made)["sections"] == [
        recipes.PLAIN_SECTION | {"bank": "B1", "kind": "single", "count": 4, "points": 12},
        recipes.PLAIN_SECTION | {"bank": "B2", "title": "乙", "codes": ["B2-S1", "B2-S2"], "count": 2, "points": 5,
                                 "lost": 1, "tags": ["基金", "监管"]},
    ]


OLD_VERSION = {
    "title": "测验", "kind": "exam", "bank": "B1", "draw": {"single": 4, "multi": 2, "judge": 2},
    "points": {"single": 12, "multi": 16, "judge": 10}, "pass_mark": 60, "minutes": 30, "attempts": 2,
    "shuffle": True, "answers_shown": "after_pass", "pledge": "",
}


@pytest.mark.parametrize(("kind", "bank"), [("exam", "B1"), ("marked", None)])
def test_a_course_published_before_there_were_sections_has_not_changed(make_course, kind, bank):
    made = factories.assessment(factories.bank() if bank else None, kind=kind)
    new = recipes.recipe_of(made)
    old = OLD_VERSION | {"kind": kind, "bank": bank}
    assert recipes.digest_of({"assessment": new}) == recipes.digest_of({"assessment": old})


@pytest.mark.parametrize("changes", [
    {"cooldown_hours": 1}, {"shuffle_options": False}, {"pass_mark": 61}, {"title": "考"}, {"counting": "last"},
    {"partial": "half"},
])
def test_a_course_that_changed_has_changed(db, changes):
    new = recipes.recipe_of(factories.assessment(factories.bank())) | changes
    assert recipes.digest_of({"assessment": new}) != recipes.digest_of({"assessment": OLD_VERSION})


@pytest.mark.parametrize("sections", [
    (("single", 4, 12), ("multi", 2, 16)), (("multi", 2, 16), ("single", 4, 12), ("judge", 2, 10)),
    (("single", 2, 12), ("single", 2, 12), ("multi", 2, 16), ("judge", 2, 10)),
])
def test_other_sections_are_another_version(make_course, sections):
    bank = factories.bank()
    page = make_course(assessment=factories.assessment(bank))
    first = write_version(page)
    page.assessment = factories.assessment(bank, sections)
    assert write_version(page) != first
    assert CourseVersion.objects.count() == 2
