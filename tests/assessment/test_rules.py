from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.recipes import PLAIN_SECTION, sections_of
from lms.assessment import rules
from tests.factories import recipe


def question(code, kind="single", options="ABCD", answer=("A",)):
    return {
        "question": code, "version": 1, "kind": kind, "stem": code,
        "options": [{"key": key, "text": f"text {key}"} for key in options],
        "answer": list(answer), "explanation": "", "article": "",
    }


COUNTS = {"single": 4, "multi": 2, "judge": 2}


def bank(counts=COUNTS):
    made = {
        "single": lambda n: question(f"S{n:02}"), "multi": lambda n: question(f"M{n:02}", "multi", answer=("A", "C")),
        "judge": lambda n: question(f"J{n:02}", "judge", "TF", ("T",)),
    }
    return [[made[kind](n) for n in reversed(range(count))] for kind, count in counts.items()]


def composed(recipe_, questions=None, seed=1):
    parts = list(zip(sections_of(recipe_), questions or bank(), strict=True))
    return rules.compose(recipe_, parts, Random(seed))


def item(kind="single", answer=("A",), points=10, number=1):
    return {"item": number, "points": points} | question("Q", kind, "TF" if kind == "judge" else "ABCD", answer)


# Composing

def test_the_paper_has_the_recipes_counts_points_and_rules():
    paper = composed(recipe())
    kinds = [row["kind"] for row in paper["items"]]
    assert kinds == ["single"] * 4 + ["multi"] * 2 + ["judge"] * 2
    assert [row["item"] for row in paper["items"]] == list(range(1, 9))
    assert paper["total"] == 4 * 12 + 2 * 16 + 2 * 10
    assert {name: paper[name] for name in ("pass_mark", "minutes", "attempts", "answers_shown")} == {
        "pass_mark": 60, "minutes": 30, "attempts": 2, "answers_shown": "after_pass",
    }


@given(seed=st.integers(), shuffle=st.booleans())
def test_every_paper_keeps_the_right_texts_right(seed, shuffle):
    paper = composed(recipe(shuffle=shuffle), seed=seed)
    for row in paper["items"]:
        texts = {option["key"]: option["text"] for option in row["options"]}
        assert {texts[key] for key in row["answer"]} == {
            "single": {"text A"}, "multi": {"text A", "text C"}, "judge": {"text T"},
        }[row["kind"]]
        assert list(texts) == (["T", "F"] if row["kind"] == "judge" else ["A", "B", "C", "D"])


def test_without_shuffle_questions_stand_by_code_and_options_as_written():
    paper = composed(recipe(shuffle=False))
    assert [row["question"] for row in paper["items"]][:4] == ["S00", "S01", "S02", "S03"]
    assert [option["text"][-1] for option in paper["items"][0]["options"]] == list("ABCD")


def test_options_may_be_shuffled_alone():
    papers = [composed(recipe(shuffle=False, shuffle_options=True), seed=seed)["items"] for seed in range(9)]
    assert {paper[0]["question"] for paper in papers} == {"S00"}
    assert len({str(paper[0]["options"]) for paper in papers}) > 1


def test_composing_leaves_the_questions_alone():
    questions = bank()
    before = repr(questions)
    composed(recipe(), questions)
    assert repr(questions) == before


def test_sections_have_heads_named_questions_their_order_and_wrong_answers_their_price():
    named = {"title": "甲", "instructions": "只选一项", "points": 5, "count": 2, "codes": ["S9", "S1"], "lost": 2}
    sections = [PLAIN_SECTION | named, PLAIN_SECTION | {"points": 10, "count": 1}]
    made = composed(recipe(sections=sections, shuffle=False), [[question("S9"), question("S1")], [question("S5")]])
    assert [row["question"] for row in made["items"]] == ["S9", "S1", "S5"]
    assert made["sections"] == [{"first": 1, "title": "甲", "instructions": "只选一项"},
                                {"first": 3, "title": "", "instructions": ""}]
    assert [row.get("lost") for row in made["items"]] == [2, 2, None]
    assert made["total"] == 20


@pytest.mark.parametrize(
    ("answers", "points"),
    [({1: ["A"], 2: ["A"]}, 20), ({1: ["A"], 2: ["B"]}, 6), ({1: ["A"], 2: []}, 10), ({1: ["A"]}, 10),
     ({1: ["B"], 2: ["B"]}, 0), ({}, 0)],
)
def test_a_wrong_answer_costs_what_the_recipe_says_an_empty_one_nothing(answers, points):
    paper = {"items": [item(number=n) | {"lost": 4} for n in (1, 2)]}
    assert rules.mark(paper, answers) == points


# Answers

@pytest.mark.parametrize(
    ("kind", "answer", "clean"),
    [
        ("single", ["B"], ["B"]), ("single", [], []), ("single", ["A", "B"], None), ("single", ["Z"], None),
        ("multi", ["C", "A"], ["A", "C"]), ("multi", ["A", "A"], None), ("multi", list("ABCD"), list("ABCD")),
        ("judge", ["T"], ["T"]), ("judge", ["T", "F"], None), ("judge", ["A"], None),
        ("single", "A", None), ("single", None, None), ("single", [1], None), ("single", [["A"]], None),
        ("single", {"A": 1}, None), ("single", ["a"], None), ("single", [""], None), ("single", ("A",), None),
    ],
)
def test_validate_answer(kind, answer, clean):
    if clean is None:
        with pytest.raises(rules.InvalidAnswer):
            rules.validate_answer(item(kind), answer)
    else:
        assert rules.validate_answer(item(kind), answer) == clean


# Marking

@pytest.mark.parametrize(
    ("kind", "key", "answer", "right"),
    [
        ("single", ["A"], ["A"], True), ("single", ["A"], ["B"], False), ("single", ["A"], [], False),
        ("multi", ["A", "C"], ["A", "C"], True), ("multi", ["A", "C"], ["C", "A"], True),
        ("multi", ["A", "C"], ["A"], False), ("multi", ["A", "C"], ["A", "B", "C"], False),
        ("multi", ["A", "C"], ["B", "D"], False), ("multi", ["A", "C"], [], False),
        ("judge", ["T"], ["T"], True), ("judge", ["T"], ["F"], False),
    ],
)
def test_mark_gives_all_or_nothing(kind, key, answer, right):
    paper = {"items": [item(kind, key)]}
    assert rules.mark(paper, {1: answer}) == (10 if right else 0)


@given(
    answered=st.dictionaries(st.integers(1, 8), st.lists(st.sampled_from("ABCDTF"), unique=True)), seed=st.integers()
)
def test_marks_stay_within_the_paper_and_ignore_order(answered, seed):
    paper = composed(recipe(), seed=seed)
    points = rules.mark(paper, answered)
    assert 0 <= points <= paper["total"]
    assert points == rules.mark(paper, {number: keys[::-1] for number, keys in answered.items()})


def test_the_key_itself_earns_everything():
    paper = composed(recipe(), seed=2)
    assert rules.mark(paper, {row["item"]: row["answer"] for row in paper["items"]}) == paper["total"]


@pytest.mark.parametrize(
    ("points", "total", "grade"),
    [(100, 100, "100.00"), (2, 3, "66.66"), (0, 90, "0.00"), (599, 1000, "59.90"), (5, 0, "0.00")],
)
def test_grade_is_out_of_100_and_rounded_down(points, total, grade):
    assert rules.grade(Decimal(points), total) == Decimal(grade)


@given(points=st.integers(0, 2000), total=st.integers(1, 2000), mark=st.integers(1, 100))
def test_rounding_never_passes_or_fails_anybody(points, total, mark):
    points = min(points, total)
    assert rules.is_pass(rules.grade(Decimal(points), total), mark) == (points * 100 >= mark * total)


# What may be shown

@pytest.mark.parametrize(
    ("policy", "live", "passed", "left", "shown"),
    [
        ("never", False, True, 0, False), ("after_each", False, False, 1, True), ("after_each", True, False, 1, False),
        ("after_pass", False, False, 1, False), ("after_pass", False, True, 1, True),
        ("after_pass", False, False, 0, True),
        ("after_pass", True, False, 0, False),
    ],
)
def test_answers_may_be_shown(policy, live, passed, left, shown):
    assert rules.answers_may_be_shown(policy, live=live, passed=passed, left=left) is shown


@pytest.mark.parametrize(("partial", "chosen", "points"), [
    ("none", "A", 0), ("half", "A", 8), ("half", "AC", 16), ("share", "A", 8), ("half", "AB", 0), ("share", "B", 0),
    ("half", "", 0),
])
def test_some_of_the_right_options_earn_what_the_recipe_says(partial, chosen, points):
    row = next(one for one in composed(recipe(partial=partial, shuffle=False))["items"] if one["kind"] == "multi")
    assert rules.points_of(row, list(chosen)) == points


def test_every_item_says_of_which_bank_it_is():
    assert {row["bank"] for row in composed(recipe())["items"]} == {"B1"}
