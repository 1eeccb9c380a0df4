"""The exam's pages with each kind of question: without script, one form; afterwards, what was right."""

import json

import pytest
from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from courses.models import Question
from lms.assessment.models import Response
from tests.assessment.acts import form_of, save, url
from tests.assessment.conftest import MINUTE, NINE
from tests.assessment.every_kind import attempt_at, questions
from tests.assessment.marking.conftest import mark_all
from tests.courses.test_uploads import picture


@pytest.fixture
def attempt(exam):
    return attempt_at(exam.enrolment, questions())


def filled_in(attempt) -> dict[int, list[str]]:
    """By item, a right answer as the form sends it."""
    found = {item["kind"]: item for item in attempt.paper["items"]}
    answers = {kind: item["answer"] for kind, item in found.items() if kind not in ("fill", "checklist")}
    answers |= {"fill": ["３０ 日", "用人单位"], "short": ["受理，调查，\r\n决定"], "essay": ["论述如下"]}
    return {found[kind]["item"]: answer for kind, answer in answers.items()}


def test_the_page_has_a_field_for_each_part(learner, attempt):
    html = learner.get(url("paper", attempt)).content.decode()
    assert html.count('name="a4"') == 2
    assert html.count('<select name="a5"') == 3
    assert html.count('<select name="a6"') == 2
    assert 'maxlength="50"' in html
    assert 'maxlength="5000"' in html
    assert 'name="a9"' not in html
    assert "起身" in html


def test_what_nobody_answers_is_not_missing(learner, attempt):
    learner.post(url("save", attempt), form_of(attempt, filled_in(attempt)))
    html = learner.get(url("paper", attempt)).content.decode()
    assert "9 / 9" in html


def test_the_key_is_on_no_page_while_it_is_live(learner, attempt):
    html = learner.get(url("paper", attempt)).content.decode()
    for secret in ("30日", "卅日", "用人单位", "各一分", "观点与依据", "因为规定如此", "条例第十七条"):
        assert secret not in html
    order = next(item for item in attempt.paper["items"] if item["kind"] == "order")
    assert [row["text"] for row in order["options"]] != ["受理", "调查", "决定"]


def test_a_form_without_script_saves_every_kind(learner, attempt):
    learner.post(url("save", attempt), form_of(attempt, filled_in(attempt)))
    saved = dict(Response.objects.values_list("item", "answer"))
    assert saved[4] == ["３０ 日", "用人单位"]
    assert saved[7] == ["受理，调查，\n决定"]
    assert set(saved) - {9} == set(range(1, 9))
    html = learner.get(url("paper", attempt)).content.decode()
    assert 'value="３０ 日"' in html
    assert html.count(" selected>") == 5


@pytest.mark.parametrize(("item", "answer", "kept"), [
    (4, ["30日", ""], ["30日", ""]), (4, ["", ""], []), (5, ["C", "", "C"], ["C", "", "C"]), (6, ["", "A"], ["", "A"]),
    (7, ["文字"], ["文字"]),
])
def test_a_single_save(learner, attempt, item, answer, kept):
    assert save(learner, attempt, item=item, answer=answer).status_code == 200
    assert Response.objects.get(item=item).answer == kept


@pytest.mark.parametrize(("item", "answer"), [
    (4, ["30日"]), (4, ["x" * 201, ""]), (5, ["A", "B"]), (5, ["A", "B", "Z"]), (6, ["A"]), (7, ["x" * 51]),
    (7, ["a", "b"]), (9, ["A"]), (8, "text"), (8, [{"a": 1}]),
])
def test_what_does_not_fit_is_refused_and_nothing_kept(learner, attempt, item, answer):
    assert save(learner, attempt, item=item, answer=answer).status_code == 400
    assert not Response.objects.exists()


def test_an_essay_of_full_length_is_taken_and_a_megabyte_is_not(learner, attempt):
    assert save(learner, attempt, item=8, answer=["论" * 5000]).status_code == 200
    body = json.dumps({"item": 8, "answer": ["论" * 350_000], "flagged": False, "revision": 2}, ensure_ascii=False)
    assert learner.post(url("save", attempt), body, content_type="application/json").status_code == 400
    assert len(Response.objects.get(item=8).answer[0]) == 5000


def test_the_result_shows_what_was_right_in_words(learner, attempt, clock_at):
    answers = filled_in(attempt) | {4: ["30日", "职工"], 6: ["A", ""]}
    learner.post(url("save", attempt), form_of(attempt, answers))
    clock_at(NINE + MINUTE)
    learner.post(url("hand_in", attempt), {})
    mark_all(attempt)
    html = learner.get(url("result", attempt)).content.decode()
    assert "职工" in html
    assert "用人单位" in html
    assert "因为规定如此" in html
    assert "受理、调查、决定各一分" in html
    assert "论述如下" in html


def test_pictures_tables_and_texts_stand_under_the_stem(exam, learner, django_assert_max_num_queries):
    images = [get_image_model().objects.create(title="图", file=ContentFile(picture(), name=f"{n}.png"), width=4,
                                               height=4) for n in range(3)]
    rows = questions()[:3]
    for row, image in zip(rows, images, strict=True):
        row.pk, row.version, row.is_current = None, 2, False
        row.material = Question._meta.get_field("material").stream_block.to_python(material_of(image.pk))
        row.save()
    attempt = attempt_at(exam.enrolment, rows)
    learner.get(url("paper", attempt))  # renditions are made once
    with django_assert_max_num_queries(14):
        html = learner.get(url("paper", attempt)).content.decode()
    assert html.count('alt="流程图"') == 3
    assert html.count("<td>三十日</td>") == 3
    assert html.count("<b>阅读材料</b>") == 3
    assert len(set(Question.objects.filter(version=2).values_list("code", flat=True))) == 3


def material_of(image: int) -> list[dict]:
    return [
        {"type": "text", "value": "<p><b>阅读材料</b></p>"},
        {"type": "image", "value": {"image": image, "alt_text": "流程图", "caption": ""}},
        {"type": "table", "value": {"columns": [{"type": "text", "heading": "期限"}], "caption": "",
                                    "rows": [{"values": ["三十日"]}]}},
    ]


def test_a_questions_picture_is_for_who_sits_it(exam, learner, cast, client):
    image = get_image_model().objects.create(title="图", file=ContentFile(picture(), name="q.png"), width=4, height=4)
    address = image.get_rendition("width-2").url
    row = questions()[0]
    row.pk, row.version, row.is_current = None, 2, False
    row.material = Question._meta.get_field("material").stream_block.to_python(material_of(image.pk))
    assert learner.get(address).status_code == 404
    attempt_at(exam.enrolment, [row])
    assert learner.get(address).status_code == 200
    client.force_login(cast.stranger, backend="lms.people.backends.PasswordBackend")
    assert client.get(address).status_code == 404
