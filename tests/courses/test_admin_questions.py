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
            "counting": "best", "partial": "none", "pledge": ""} | formset | changes


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


# Reading and approving

def reviewer(client):
    user = User.objects.create_user("90202", "审稿", "Study-2026")
    user.user_permissions.set(User.objects.get(staff_no="90201").user_permissions.all())
    client.force_login(user, backend="lms.people.backends.PasswordBackend")
    return user


def test_a_question_goes_from_its_author_to_a_reader_and_into_the_draw(editor, bank):
    editor.post(url("questions", "add"), question_data(bank))
    made = Question.objects.get(code="N1")
    editor.post(reverse("question_review"), {"act": "submit", "pk": [made.pk]})
    editor.post(reverse("question_review"), {"act": "approve", "pk": [made.pk]})
    assert Question.objects.get(code="N1").state == "review"
    user = reviewer(editor)
    assert "新题？" in editor.get(reverse("question_review")).content.decode()
    editor.post(reverse("question_review"), {"act": "approve", "pk": [made.pk]})
    made.refresh_from_db()
    assert (made.state, made.state_by) == ("approved", user)
    assert made in Question.objects.current()


def test_sending_back_asks_for_a_reason(editor, bank):
    editor.post(url("questions", "add"), question_data(bank))
    made = Question.objects.get(code="N1")
    editor.post(reverse("question_review"), {"act": "submit", "pk": [made.pk]})
    reviewer(editor)
    editor.post(reverse("question_review"), {"act": "send_back", "pk": [made.pk], "reason": " "})
    assert Question.objects.get(code="N1").state == "review"
    editor.post(reverse("question_review"), {"act": "send_back", "pk": [made.pk], "reason": "题干有歧义"})
    assert Question.objects.get(code="N1").state == "draft"
    assert "题干有歧义" in editor.get(reverse("question_review")).content.decode()


@pytest.mark.parametrize("data", [{}, {"act": "approve"}, {"act": "burn", "pk": [1]}, {"act": "approve", "pk": ["x"]}])
def test_a_broken_request_changes_nothing(editor, bank, data):
    assert editor.post(reverse("question_review"), data).status_code == 302
    assert not Question.objects.exclude(state="approved").exists()


def test_the_review_is_for_those_who_keep_the_bank(client, learner):
    client.force_login(learner, backend="lms.people.backends.PasswordBackend")
    assert client.get(reverse("question_review")).status_code in (302, 403, 404)


def test_the_review_takes_as_many_queries_for_many(editor, bank, django_assert_max_num_queries):
    for n in range(30):
        Question.objects.create(bank=bank, code=f"D{n}", kind="short", stem=f"题{n}", rubric="x", state="draft")
    editor.get(reverse("question_review"))
    with django_assert_max_num_queries(14):
        editor.get(reverse("question_review"))
