"""The question bank in the content administration."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from courses.models import Assessment, Question, QuestionBank
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


def assessment_data(bank_row, **changes):
    return {"title": "结业测验", "kind": "exam", "bank": bank_row.pk, "single_count": 4, "single_points": 12,
            "multi_count": 2, "multi_points": 16, "judge_count": 2, "judge_points": 10, "pass_mark": 60, "minutes": 30,
            "attempts": 2, "shuffle": "on", "answers_shown": "after_pass", "pledge": ""} | changes


def test_an_assessment_its_bank_can_serve(editor, bank):
    assert editor.post(url("assessments", "add"), assessment_data(bank)).status_code == 302
    made = Assessment.objects.get()
    assert "100" in editor.get(url("assessments", "edit", made.pk)).content.decode()
    assert "100" in editor.get(url("assessments", "index")).content.decode()


@pytest.mark.parametrize("changes", [{"single_count": 7}, {"bank": ""}, {"pass_mark": 101}, {"minutes": 0}])
def test_an_assessment_that_cannot_be_held_is_refused(editor, bank, changes):
    response = editor.post(url("assessments", "add"), assessment_data(bank, **changes))
    assert response.context["form"].errors
    assert not Assessment.objects.exists()


def test_a_marked_assessment_needs_no_bank(editor, db, bank):
    editor.post(url("assessments", "add"), assessment_data(bank, kind="marked", bank=""))
    assert Assessment.objects.get().bank is None


@pytest.mark.parametrize("name", ["questions", "banks", "assessments"])
def test_without_permissions_the_door_is_shut(client, learner, name):
    client.force_login(learner, backend="lms.people.backends.PasswordBackend")
    assert client.get(url(name, "index")).status_code in (302, 403)
