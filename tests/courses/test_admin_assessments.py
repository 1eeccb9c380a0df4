"""Recipes of assessments in the content administration."""

import pytest

from courses import serving
from courses.models import Assessment, Question
from courses.recipes import recipe_of
from tests.courses.test_admin_questions import bank, editor, url

__all__ = ["bank", "editor"]

SECTIONS = (("single", 4, 12), ("multi", 2, 16), ("judge", 2, 10))


def assessment_data(bank_row, sections=SECTIONS, **changes):
    formset = {"sections-TOTAL_FORMS": len(sections), "sections-INITIAL_FORMS": 0, "sections-MIN_NUM_FORMS": 0,
               "sections-MAX_NUM_FORMS": 1000}
    for place, given in enumerate(sections):
        values = given if isinstance(given, dict) else dict(zip(("kind", "count", "points"), given, strict=True))
        values = {"points": 5, "ORDER": place + 1} | values
        formset |= {f"sections-{place}-{name}": value for name, value in values.items()}
    return {"title": "结业测验", "kind": "exam", "bank": bank_row.pk, "pass_mark": 60, "minutes": 30, "attempts": 2,
            "cooldown_hours": 0, "shuffle": "on", "shuffle_options": "on", "answers_shown": "after_pass",
            "counting": "best", "partial": "none", "tolerance": 20, "pledge": ""} | formset | changes


def test_an_assessment_its_bank_can_serve(editor, bank):
    assert editor.post(url("assessments", "add"), assessment_data(bank)).status_code == 302
    made = Assessment.objects.get()
    assert [(row.kind, row.count, row.points) for row in made.sections.all()] == list(SECTIONS)
    html = editor.get(url("assessments", "edit", made.pk)).content.decode()
    assert "100" in html
    assert "5.3" in html  # 4²/6 + 2²/3 + 2²/3 in common
    assert "100" in editor.get(url("assessments", "index")).content.decode()


def test_which_grade_counts_and_what_some_right_options_earn_is_the_editors(editor, bank):
    """As usual they stay unsaid, so that courses already published have not changed."""
    editor.post(url("assessments", "add"), assessment_data(bank))
    assert not {"counting", "partial"} & set(recipe_of(Assessment.objects.get()))
    edit = url("assessments", "add")
    editor.post(edit, assessment_data(bank, title="另一测验", counting="average", partial="half"))
    recipe = recipe_of(Assessment.objects.get(title="另一测验"))
    assert (recipe["counting"], recipe["partial"]) == ("average", "half")
    assert editor.post(edit, assessment_data(bank, counting="worst")).status_code == 200
    assert Assessment.objects.count() == 2


def test_sections_by_code_and_with_points_lost(editor, bank):
    sections = [{"title": "必答", "codes": "B1-S2\nB1-J1", "points": 10}, {"kind": "multi", "count": 2, "lost": 3}]
    assert editor.post(url("assessments", "add"), assessment_data(bank, sections)).status_code == 302
    recipe = recipe_of(Assessment.objects.get())
    assert [(row["codes"], row["count"], row["points"], row["lost"]) for row in recipe["sections"]] == [
        (["B1-S2", "B1-J1"], 2, 10, 0), ([], 2, 5, 3)]


def test_a_section_by_tag_and_difficulty(editor, bank):
    Question.objects.get(code="B1-S1").tags.add("工伤", "时限")
    sections = [{"kind": "single", "tags": "工伤，时限", "difficulty": "2", "count": 1}]
    assert editor.post(url("assessments", "add"), assessment_data(bank, sections)).status_code == 302
    made = Assessment.objects.get()
    [section] = recipe_of(made)["sections"]
    assert (section["tags"], section["difficulty"]) == (["工伤", "时限"], "2")
    html = editor.get(url("assessments", "edit", made.pk)).content.decode()
    assert "单选题 · 中 · 工伤、时限" in html
    assert 'value="工伤，时限"' in html


@pytest.mark.parametrize("sections", [
    [{"kind": "single", "count": 1, "tags": "没有"}], [{"kind": "single", "count": 1, "difficulty": "3"}],
    [{"kind": "single", "count": 1, "difficulty": "9"}], [{"codes": "B1-S1", "tags": "工伤"}],
    [{"codes": "B1-S1", "difficulty": "2"}],
    [("single", 7, 12)], [("single", 4, 12), ("single", 3, 5)], [("essay", 1, 5)], [("single", 0, 5)],
    [{"codes": "B1-S1 B9-S1"}], [{"kind": "single", "count": 1, "points": 5, "lost": 6}], [],
    [{"codes": "B1-S1"}, {"codes": "B1-S1 B1-S2"}], [("single", 501, 1)], [("single", -1, 1)], [("single", "x", 1)],
])
def test_sections_that_cannot_be_served_are_refused(editor, bank, sections):
    response = editor.post(url("assessments", "add"), assessment_data(bank, sections))
    assert response.status_code == 200
    assert not Assessment.objects.exists()


def test_a_recipe_that_has_become_unservable_says_so_on_its_page(editor, bank):
    editor.post(url("assessments", "add"), assessment_data(bank))
    Question.objects.filter(kind="multi").update(retired=True)
    html = editor.get(url("assessments", "edit", Assessment.objects.get().pk)).content.decode()
    assert serving.problems_of(recipe_of(Assessment.objects.get()))[0] in html


@pytest.mark.parametrize("changes", [
    {"bank": ""}, {"pass_mark": 101}, {"minutes": 0}, {"minutes": 1441}, {"cooldown_hours": -1},
    {"opens_at": "2026-07-01 09:00", "closes_at": "2026-07-01 09:00"}, {"late_minutes": 15},
])
def test_an_assessment_that_cannot_be_held_is_refused(editor, bank, changes):
    response = editor.post(url("assessments", "add"), assessment_data(bank, **changes))
    assert response.context["form"].errors
    assert not Assessment.objects.exists()


def test_a_marked_assessment_needs_no_bank(editor, db, bank):
    editor.post(url("assessments", "add"), assessment_data(bank, (), kind="marked", bank=""))
    assert Assessment.objects.get().bank is None
