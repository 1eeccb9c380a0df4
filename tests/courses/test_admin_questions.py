"""The question bank in the content administration."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from courses import serving
from courses.models import Assessment, Question, QuestionBank
from courses.recipes import recipe_of
from courses.services import revise_question
from lms.people.models import User
from tests import factories


@pytest.fixture
def bank(db):
    return factories.bank()


@pytest.fixture
def editor(client, db):
    """Somebody with the models' permissions and nothing else."""
    user = User.objects.create_user("90201", "编辑", "Study-2026")
    names = [f"{verb}_{model}" for verb in ("add", "change", "delete", "view")
             for model in ("question", "questionbank", "assessment")]
    user.user_permissions.set(
        Permission.objects.filter(codename__in=names, content_type__app_label="courses")
        | Permission.objects.filter(codename="access_admin")
    )
    client.force_login(user, backend="lms.people.backends.PasswordBackend")
    return client


def question_data(bank, **changes):
    data = {"bank": bank.pk, "code": "N1", "kind": "single", "stem": "新题？", "article": "", "explanation": "",
            "option_1": "甲", "option_2": "乙", "option_3": "丙", "correct_2": "on"}
    return {name: value for name, value in (data | changes).items() if value is not None}


def url(model, view, *args):
    return reverse(f"courses_{model}:{view}", args=args)


def test_the_list_shows_current_versions_only(editor, bank):
    old = Question.objects.filter(kind="single").first()
    revise_question(old, stem="改过的题干")
    html = editor.get(url("questions", "index")).content.decode()
    assert "改过的题干" in html
    assert f">{old.stem}<" not in html


@pytest.mark.parametrize(("query", "number"), [("kind=judge", 3), ("q=multi", 3), ("q=没有", 0), ("retired=true", 0)])
def test_filter_and_search(editor, bank, query, number):
    response = editor.get(url("questions", "index") + f"?{query}")
    assert len(response.context["object_list"]) == number


def test_a_new_question(editor, bank):
    assert "option_6" in editor.get(url("questions", "add")).content.decode()
    response = editor.post(url("questions", "add"), question_data(bank))
    assert response.status_code == 302
    made = Question.objects.get(code="N1")
    assert (made.options[1], made.answer, len(made.options)) == ({"key": "B", "text": "乙"}, ["B"], 3)


def test_a_true_or_false_question_needs_a_tick_only(editor, bank):
    blank = {"option_1": "", "option_2": "", "option_3": "", "correct_2": "on"}
    editor.post(url("questions", "add"), question_data(bank, kind="judge", **blank))
    made = Question.objects.get(code="N1")
    assert ([option["key"] for option in made.options], made.answer) == (["T", "F"], ["F"])


@pytest.mark.parametrize(
    "changes",
    [{"correct_2": None}, {"correct_1": "on"}, {"kind": "multi"}, {"option_2": "", "option_3": ""},
     {"code": "B1-S1"}, {"stem": ""}, {"correct_5": "on"}],
)
def test_a_bad_question_is_refused_in_words(editor, bank, changes):
    before = Question.objects.count()
    response = editor.post(url("questions", "add"), question_data(bank, **changes))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Question.objects.count() == before


def test_an_edit_makes_a_new_version(editor, bank):
    old = Question.objects.get(code="B1-S1")
    form = editor.get(url("questions", "edit", old.pk)).context["form"]
    assert (form["option_1"].value(), form["correct_1"].value()) == ("选项A", True)
    editor.post(url("questions", "edit", old.pk), question_data(bank, code="HACK", stem="改过？"))
    new = Question.objects.get(code="B1-S1", is_current=True)
    old.refresh_from_db()
    assert (new.version, new.stem, new.answer) == (2, "改过？", ["B"])
    assert (old.stem, old.is_current, old.answer) == ("single 1？", False, ["A"])


def test_an_old_version_is_not_edited(editor, bank):
    old = Question.objects.get(code="B1-S1")
    new = revise_question(old, stem="新")
    assert editor.get(url("questions", "edit", old.pk)).status_code == 404
    assert editor.get(url("questions", "edit", new.pk)).status_code == 200


def test_every_version_can_be_inspected(editor, bank):
    new = revise_question(Question.objects.get(code="B1-S1"), stem="第二版题干")
    html = editor.get(url("questions", "inspect", new.pk)).content.decode()
    assert "v1 single 1？" in html
    assert "v2 第二版题干" in html


def test_nobody_deletes_a_question(editor, bank):
    one = Question.objects.first()
    assert editor.post(url("questions", "delete", one.pk)).status_code in (302, 403)
    assert Question.objects.filter(pk=one.pk).exists()


def test_a_bank_is_made(editor, db):
    editor.post(url("banks", "add"), {"code": "B7", "title": "保密", "law": ""})
    assert QuestionBank.objects.get().code == "B7"


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
            "pledge": ""} | formset | changes


def test_an_assessment_its_bank_can_serve(editor, bank):
    assert editor.post(url("assessments", "add"), assessment_data(bank)).status_code == 302
    made = Assessment.objects.get()
    assert [(row.kind, row.count, row.points) for row in made.sections.all()] == list(SECTIONS)
    html = editor.get(url("assessments", "edit", made.pk)).content.decode()
    assert "100" in html
    assert "5.3" in html  # 4²/6 + 2²/3 + 2²/3 in common
    assert "100" in editor.get(url("assessments", "index")).content.decode()


def test_sections_by_code_and_with_points_lost(editor, bank):
    sections = [{"title": "必答", "codes": "B1-S2\nB1-J1", "points": 10}, {"kind": "multi", "count": 2, "lost": 3}]
    assert editor.post(url("assessments", "add"), assessment_data(bank, sections)).status_code == 302
    recipe = recipe_of(Assessment.objects.get())
    assert [(row["codes"], row["count"], row["points"], row["lost"]) for row in recipe["sections"]] == [
        (["B1-S2", "B1-J1"], 2, 10, 0), ([], 2, 5, 3)]


@pytest.mark.parametrize("sections", [
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


@pytest.mark.parametrize("name", ["questions", "banks", "assessments"])
def test_without_permissions_the_door_is_shut(client, learner, name):
    client.force_login(learner, backend="lms.people.backends.PasswordBackend")
    assert client.get(url(name, "index")).status_code in (302, 403)
