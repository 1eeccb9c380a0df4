"""The question bank in the content administration."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from courses.models import Question, QuestionBank
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
            "difficulty": 2, "material-count": "0",
            "option_1": "甲", "option_2": "乙", "option_3": "丙", "correct_2": "on"}
    return {name: value for name, value in (data | changes).items() if value is not None}


def url(model, view, *args):
    return reverse(f"courses_{model}:{view}", args=args)


def test_the_list_shows_current_versions_only(editor, bank):
    old = Question.objects.filter(kind="single").first()
    revise_question(old, stem="改过的题干", state="approved")
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
    new = Question.objects.get(code="B1-S1", version=2)
    old.refresh_from_db()
    assert (new.state, new.written_by.staff_no, new.stem, new.answer) == ("draft", "90201", "改过？", ["B"])
    assert (old.stem, old.is_current, old.answer) == ("single 1？", True, ["A"])


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


@pytest.mark.parametrize("name", ["questions", "banks", "assessments"])
def test_without_permissions_the_door_is_shut(client, learner, name):
    client.force_login(learner, backend="lms.people.backends.PasswordBackend")
    assert client.get(url(name, "index")).status_code in (302, 403)


# New kinds in the form

@pytest.mark.parametrize(("kind", "typed", "kept"), [
    ("fill", {"stem": "应在____内申请", "blanks": "30日|三十日", "any_order": "on"},
     {"answer": [["30日", "三十日"]], "options": [], "any_order": True}),
    ("order", {}, {"answer": ["A", "B", "C"]}),
    ("match", {"fits_1": "x", "fits_2": "y", "fits_3": "x", "distractors": "z"}, {"answer": ["A", "B", "A"]}),
    ("essay", {"rubric": "观点三分", "max_length": "800", "two_markers": "on"},
     {"rubric": "观点三分", "max_length": 800, "two_markers": True, "answer": [], "options": []}),
    ("checklist", {}, {"answer": []}),
])
def test_each_kind_is_typed_and_read_again(editor, bank, kind, typed, kept):
    assert editor.post(url("questions", "add"), question_data(bank, kind=kind, **typed)).status_code == 302
    made = Question.objects.get(code="N1")
    assert {name: getattr(made, name) for name in kept} == kept
    form = editor.get(url("questions", "edit", made.pk)).context["form"]
    again = {name: form[name].value() for name in typed if name not in ("any_order", "two_markers", "stem")}
    assert {name: str(value) for name, value in again.items()} == {name: typed[name] for name in again}


def test_material_tags_and_dates_are_kept(editor, bank):
    stream = {"material-count": "1", "material-0-type": "text", "material-0-order": "0", "material-0-deleted": "",
              "material-0-id": "", "material-0-value": '{"entityMap": {}, "blocks": [{"key": "a", "text": "阅读材料", '
              '"type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}]}'}
    data = question_data(bank, tags="工伤, 时限", effective_on="2011-01-01", difficulty=3) | stream
    assert editor.post(url("questions", "add"), data).status_code == 302
    made = Question.objects.get(code="N1")
    assert (made.difficulty, made.effective_on.isoformat()) == (3, "2011-01-01")
    assert set(made.tags.names()) == {"工伤", "时限"}
    assert "阅读材料" in str(made.material)


# Duplicates

def test_the_same_question_is_refused_with_the_way_to_it(editor, bank):
    editor.post(url("questions", "add"), question_data(bank))
    first = Question.objects.get(code="N1")
    changes = {"code": "N2", "stem": "新题 ?", "option_1": "丙", "option_3": "甲"}
    response = editor.post(url("questions", "add"), question_data(bank, **changes))
    assert url("questions", "inspect", first.pk) in response.content.decode()
    assert not Question.objects.filter(code="N2").exists()


def test_one_like_it_is_kept_once_the_editor_says_so(editor, bank):
    long = "用人单位应当自事故伤害发生之日起三十日内提出工伤认定申请"
    editor.post(url("questions", "add"), question_data(bank, stem=long))
    changes = {"code": "N2", "stem": long + "吗", "option_3": "丁"}
    response = editor.post(url("questions", "add"), question_data(bank, **changes))
    assert "N1" in str(response.context["form"].errors["another"])
    editor.post(url("questions", "add"), question_data(bank, another="on", **changes))
    assert Question.objects.filter(code="N2").exists()


def test_a_question_is_not_its_own_duplicate(editor, bank):
    editor.post(url("questions", "add"), question_data(bank))
    made = Question.objects.get(code="N1")
    assert editor.post(url("questions", "edit", made.pk), question_data(bank, explanation="补充")).status_code == 302
