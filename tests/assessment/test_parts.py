"""The parts of a paper with their heads: on the screen, on the result page, in print."""

from random import Random

import pytest
from django.utils.translation import override

from courses.recipes import PLAIN_SECTION
from lms.assessment import rules
from lms.assessment.parts import numeral_of, parts_of
from tests.assessment.acts import url
from tests.assessment.conftest import NINE
from tests.assessment.every_kind import attempt_at, questions


def item(number: int, kind: str = "single", points: int = 2, **more) -> dict:
    return {"item": number, "kind": kind, "points": points} | more


def parts(items: list[dict], *heads: dict):
    paper = {"items": items} | ({"sections": list(heads)} if heads else {})
    with override("zh-hans"):
        found = parts_of(paper, [one["item"] for one in items])
        return [(part.numeral, str(part.title), part.rows, part.total, part.each, part.lost) for part in found]


def head(first: int, title: str = "", instructions: str = "") -> dict:
    return {"first": first, "title": title, "instructions": instructions}


def test_without_titles_a_part_is_a_kind():
    assert parts([item(1), item(2), item(3, "judge", 1)]) == [
        ("一", "单选题", (1, 2), 4, 2, 0), ("二", "判断题", (3,), 1, 1, 0)]


def test_a_section_with_a_title_is_one_part_whatever_is_in_it():
    items = [item(1), item(2, "judge", 3), item(3, "multi", 4, lost=1), item(4, "multi", 4, lost=1)]
    assert parts(items, head(1, "法律常识"), head(3)) == [
        ("一", "法律常识", (1, 2), 5, None, 0), ("二", "多选题", (3, 4), 8, 4, 1)]


def test_a_section_of_mixed_kinds_is_not_chopped_up():
    assert parts([item(1), item(2, "judge"), item(3, lost=1)]) == [("一", "综合题", (1, 2, 3), 6, 2, None)]


@pytest.mark.parametrize(("number", "numeral"), [
    (1, "一"), (9, "九"), (10, "十"), (11, "十一"), (19, "十九"), (20, "二十"), (21, "二十一"),
    (90, "九十"), (99, "九十九"),
])
def test_numerals(number, numeral):
    assert numeral_of(number) == numeral


def test_a_paper_with_one_title_knows_where_every_section_begins():
    """Else what follows the section with the title would stand under it."""
    asked = {"version": 1, "kind": "single", "stem": "？", "options": [{"key": "A", "text": "甲"}],
             "answer": ["A"], "explanation": "", "article": ""}
    sections = [PLAIN_SECTION | {"title": "甲", "count": 1, "points": 5},
                PLAIN_SECTION | {"count": 1, "points": 3}]
    recipe = {"title": "测验", "sections": sections, "shuffle": False, "shuffle_options": False}
    composed = rules.compose(recipe, [(one, [asked | {"question": f"Q{n}"}]) for n, one in enumerate(sections)],
                             Random(1))
    assert [row[:3] for row in parts(composed["items"], *composed["sections"])] == [
        ("一", "甲", (1,)), ("二", "单选题", (2,))]


def test_the_paper_and_the_result_show_the_heads(exam, learner, clock_at):
    attempt = attempt_at(exam.enrolment, questions()[:3])
    attempt.paper |= {"sections": [head(1, "综合题部分", "请认真\n作答"), head(3)]}
    attempt.save(update_fields=["paper"])
    clock_at(NINE)
    for html in (learner.get(url("paper", attempt)).content.decode(),
                 learner.post(url("hand_in", attempt), {}, follow=True).content.decode()):
        assert "一、综合题部分 <small>（本题共 2 小题，每小题 10 分，共 20 分）" in html
        assert "二、判断题 <small>（本题共 1 小题，每小题 10 分，共 10 分）" in html
        assert "请认真<br>作答" in html
