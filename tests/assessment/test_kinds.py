from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment import kinds


def options(keys):
    return [{"key": key, "text": f"text {key}"} for key in keys]


def item(kind, points=10, **fields):
    """One item of each kind, its key as the bank holds it."""
    own = {
        "single": {"options": options("ABCD"), "answer": ["B"]},
        "multi": {"options": options("ABCD"), "answer": ["A", "C"]},
        "judge": {"options": options("TF"), "answer": ["T"]},
        "fill": {"options": [], "answer": [["30日", "三十日"], ["用人单位"], ["1000"]]},
        "order": {"options": options("ABC"), "answer": ["B", "C", "A"]},
        "match": {"options": options("123"), "targets": options("ABCD"), "answer": ["B", "A", "D"]},
        "short": {"options": [], "answer": [], "rubric": "…"},
        "essay": {"options": [], "answer": [], "rubric": "…"},
        "checklist": {"options": options("ABC"), "answer": [], "rubric": "…"},
    }[kind]
    return {"item": 1, "question": "Q1", "version": 1, "kind": kind, "stem": "?", "points": points,
            "explanation": "", "article": "", **own, **fields}


# What may be answered

@pytest.mark.parametrize(("kind", "answer", "kept"), [
    ("single", ["A"], ["A"]), ("multi", ["C", "A"], ["A", "C"]), ("judge", ["F"], ["F"]),
    ("order", ["C", "B", "A"], ["C", "B", "A"]), ("order", ["C", "", "C"], ["C", "", "C"]), ("order", ["", "", ""], []),
    ("match", ["B", "", "B"], ["B", "", "B"]), ("match", ["", "", ""], []), ("match", [], []),
    ("fill", [" 30 日", "", "x"], ["30 日", "", "x"]), ("fill", ["", " ", "\n"], []), ("fill", [], []),
    ("short", ["一\r\n二"], ["一\n二"]), ("short", ["  "], []), ("essay", [], []), ("checklist", [], []),
])
def test_an_answer_is_kept(kind, answer, kept):
    assert kinds.validate_answer(item(kind), answer) == kept


@pytest.mark.parametrize(("kind", "answer"), [
    ("single", ["A", "B"]), ("single", ["Z"]), ("single", [""]), ("multi", ["A", "A"]), ("judge", ["A"]),
    ("order", ["A", "B"]), ("order", ["A", "B", "C", "A"]), ("order", ["A", "B", "Z"]),
    ("match", ["A", "B"]), ("match", ["1", "2", "3"]), ("match", ["A", "B", "C", "D"]),
    ("fill", ["30日"]), ("fill", ["a", "b", "c", "d"]), ("fill", ["x" * 201, "", ""]), ("fill", ["\x00a", "", ""]),
    ("short", ["a", "b"]), ("short", ["x" * 1001]), ("essay", ["x" * 5001]), ("checklist", ["A"]),
    ("checklist", [""]), ("fill", "30"), ("fill", [["30"]]), ("short", None), ("match", {"1": "A"}), ("order", [1, 2]),
])
def test_what_an_item_cannot_have_is_refused(kind, answer):
    with pytest.raises(kinds.InvalidAnswer):
        kinds.validate_answer(item(kind), answer)


def test_the_item_says_how_long_a_text_may_be():
    assert kinds.validate_answer(item("short", max_length=2), ["一二"]) == ["一二"]
    with pytest.raises(kinds.InvalidAnswer):
        kinds.validate_answer(item("short", max_length=2), ["一二三"])


# What it earns

@pytest.mark.parametrize(("kind", "response", "points"), [
    ("single", ["B"], 10), ("single", ["A"], 0), ("single", [], 0), ("single", None, 0),
    ("multi", ["C", "A"], 10), ("multi", ["A"], 0), ("multi", ["A", "B", "C"], 0), ("judge", ["T"], 10),
    ("order", ["B", "C", "A"], 10), ("order", ["C", "B", "A"], 0), ("order", ["B", "C", ""], 0), ("order", [], 0),
    ("match", ["B", "A", "D"], 10), ("match", ["B", "A", "C"], "6.66"), ("match", ["", "A", ""], "3.33"),
    ("match", ["A", "B", "C"], 0),
    ("fill", ["３０ 日", "用人单位", "１，０００"], 10), ("fill", ["三十日", "", "999"], "3.33"), ("fill", [], 0),
    ("fill", ["用人单位", "30日", ""], 0), ("short", [], 0), ("essay", [" "], 0),
])
def test_points_earned(kind, response, points):
    assert kinds.points_earned(item(kind), response) == Decimal(points)


@pytest.mark.parametrize(("kind", "response"), [("short", ["答"]), ("essay", ["答"]), ("checklist", []),
                                                ("checklist", None)])
def test_a_person_marks_what_no_program_can(kind, response):
    assert kinds.points_earned(item(kind), response) is None
    assert kinds.is_right(item(kind), response) is None
    assert kinds.by_a_person(item(kind))


@pytest.mark.parametrize(("chosen", "points"), [(["A"], 5), (["A", "C"], 10), (["A", "B"], 0), (["B"], 0), ([], 0)])
def test_partial_marks_are_given_where_the_item_says_so(chosen, points):
    assert kinds.points_earned(item("multi", partial=True), chosen) == points
    assert kinds.is_right(item("multi", partial=True), chosen) is (points == 10)


@pytest.mark.parametrize(("given", "points"), [
    (["乙", "甲"], 10), (["甲", "乙"], 10), (["甲", "甲"], 5), (["乙", "乙"], 5), (["丙", "甲"], 5), (["", "乙"], 5),
])
def test_blanks_whose_order_is_free(given, points):
    free = item("fill", any_order=True, answer=[["甲"], ["乙"]])
    assert kinds.points_earned(free, given) == points


def test_free_blanks_with_common_forms_find_the_best_fit():
    """The first answer fits both blanks, the second only the first: both count."""
    free = item("fill", any_order=True, answer=[["甲", "乙"], ["甲"]])
    assert kinds.points_earned(free, ["甲", "乙"]) == 10
    assert kinds.points_earned(free, ["乙", "甲"]) == 10


KEYED = ["single", "multi", "judge", "order", "match"]


@pytest.mark.parametrize("kind", KEYED)
@given(seed=st.one_of(st.none(), st.integers()))
def test_laid_out_the_same_texts_are_right(kind, seed):
    before = item(kind)
    shown = kinds.laid_out(before, None if seed is None else Random(seed))
    assert kinds.points_earned(shown, shown["answer"]) == 10
    assert _texts(shown) == _texts(before)
    assert before == item(kind)


def _texts(one):
    """What is right, in texts, whatever the keys are."""
    said = {row["key"]: row["text"] for row in one.get("targets") or one["options"]}
    right = [said[key] for key in one["answer"]]
    if one["kind"] == "match":
        return set(zip((row["text"] for row in one["options"]), right, strict=True))
    return right if one["kind"] == "order" else set(right)


@given(seed=st.one_of(st.none(), st.integers()))
def test_an_order_is_never_shown_solved(seed):
    solved = item("order", answer=["A", "B", "C"])
    shown = kinds.laid_out(solved, None if seed is None else Random(seed))
    assert shown["answer"] != ["A", "B", "C"]
    assert [row["key"] for row in shown["options"]] == ["A", "B", "C"]


@pytest.mark.parametrize("kind", ["fill", "short", "essay", "checklist", "judge"])
def test_what_has_no_options_to_mix_stays_as_it_is(kind):
    assert kinds.laid_out(item(kind), Random(1)) == item(kind)


def test_without_shuffling_everyone_sees_the_same():
    assert kinds.laid_out(item("match"), None) == kinds.laid_out(item("match"), None)


@given(kind=st.sampled_from(kinds.KINDS), answer=st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.sampled_from("ABCDTF"), lambda one: st.lists(one, max_size=4)))
def test_anything_at_all_is_kept_or_refused_and_earns_within_bounds(kind, answer):
    try:
        kept = kinds.validate_answer(item(kind), answer)
    except kinds.InvalidAnswer:
        return
    assert kinds.validate_answer(item(kind), kept) == kept
    points = kinds.points_earned(item(kind), kept)
    assert points is None or 0 <= points <= 10
