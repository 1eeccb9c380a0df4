"""The pure rules as truth tables."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment import rules as marking
from lms.assessment.regrading import rules
from lms.assessment.regrading.rules import FULL_POINTS, LEFT_OUT, NEW_KEY, Mark, NotTransferable, Ruling, Standing

AT = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def options(text: str = "甲乙丙丁") -> list[dict]:
    return [{"key": key, "text": word} for key, word in zip("ABCD", text, strict=True)]


def version(number: int = 1, answer: str = "A", **changes) -> rules.Version:
    values = {"kind": "single", "stem": "？", "options": options(), "answer": list(answer)} | changes
    return rules.Version(number, **values)


def ruling(way: str = NEW_KEY, question: str = "Q1", right: rules.Version | None = None, regrade: int = 1) -> Ruling:
    return Ruling(regrade, "B1", question, way, (version(),), right or version(2, "B"))


def item(number: int = 1, question: str = "Q1", **changes) -> dict:
    return {"item": number, "question": question, "version": 1, "kind": "single", "stem": "？", "options": options(),
            "answer": ["A"], "points": 10} | changes


def paper(*items: dict) -> dict:
    items = items or (item(), item(2, "Q2"), item(3, "Q3"))
    return {"items": list(items), "total": sum(one["points"] for one in items), "pass_mark": 60}


@pytest.mark.parametrize(("way", "said", "expected"), [
    (NEW_KEY, "A", "66.66"), (NEW_KEY, "B", "100.00"), (NEW_KEY, "C", "66.66"), (NEW_KEY, "", "66.66"),
    (FULL_POINTS, "A", "100.00"), (FULL_POINTS, "C", "100.00"), (FULL_POINTS, "", "100.00"),
    (LEFT_OUT, "A", "100.00"), (LEFT_OUT, "C", "100.00"), (LEFT_OUT, "", "100.00"),
])
def test_each_way_marks_the_doubtful_question(way, said, expected):
    answers = {1: list(said), 2: ["A"], 3: ["A"]}
    assert rules.marked(paper(), answers, [ruling(way)]).score == Decimal(expected)


@pytest.mark.parametrize(("way", "right", "expected"), [
    (NEW_KEY, 1, "33.33"), (FULL_POINTS, 1, "66.66"), (LEFT_OUT, 1, "50.00"), (LEFT_OUT, 0, "0.00"),
])
def test_the_rest_counts_out_of_a_hundred(way, right, expected):
    answers = {1: ["C"], **{number: ["A"] for number in (2, 3)[:right]}}
    assert rules.marked(paper(), answers, [ruling(way)]).score == Decimal(expected)


@given(st.dictionaries(st.integers(1, 3), st.lists(st.sampled_from("ABCD"), unique=True)))
def test_without_a_ruling_it_is_marked_as_ever(answers):
    old = marking.grade(marking.mark(paper(), answers), 30)
    assert rules.marked(paper(), answers) == rules.Marked(old, old >= 60)


def test_a_paper_of_nothing_else_is_not_emptied():
    alone = paper(item())
    assert rules.marked(alone, {1: ["C"]}, [ruling(LEFT_OUT)]).score == 100


def test_of_two_rulings_on_one_question_the_later_holds():
    both = [ruling(FULL_POINTS), ruling(NEW_KEY, regrade=2)]
    assert rules.marked(paper(item()), {1: ["C"]}, both).score == 0
    assert rules.marked(paper(item()), {1: ["C"]}, both[::-1]).score == 100


@pytest.mark.parametrize(("changes", "concerned"), [
    ({}, True), ({"version": 2}, False), ({"question": "Q2"}, False), ({"bank": "B1"}, True), ({"bank": "B2"}, False),
    ({"stem": "别的题"}, False), ({"stem": "别的题", "bank": "B1"}, True),
])
def test_which_items_are_meant(changes, concerned):
    assert rules.is_concerned(paper(item(**changes)), ruling()) is concerned


@pytest.mark.parametrize(("shown", "right", "expected"), [
    ("甲乙丙丁", version(2, "B"), ["B"]),
    ("丁丙乙甲", version(2, "B"), ["C"]),  # shuffled
    ("丁丙乙甲", version(2, "B", options=options("乙甲丙丁")), ["D"]),  # the editor put the options in another order
])
def test_the_new_key_in_the_letters_of_a_paper(shown, right, expected):
    assert rules.new_key(item(options=options(shown)), version(), right) == expected


def test_reworded_options_are_known_by_their_keys():
    right = version(2, "B", options=[{"key": key, "text": f"新{key}"} for key in "ABCD"])
    assert rules.new_key(item(options=options("丁丙乙甲")), version(), right) == ["C"]


@pytest.mark.parametrize("right", [
    version(2, "AB", kind="multi"), version(2, "A", options=options("春夏秋冬")[:3]),
])
def test_a_key_to_another_question_says_nothing(right):
    with pytest.raises(NotTransferable):
        rules.new_key(item(), version(), right)


@pytest.mark.parametrize(("was", "by_score", "keep", "expected"), [
    (True, True, True, (True, False)), (True, True, False, (True, False)),
    (True, False, True, (True, True)), (True, False, False, (False, False)),
    (False, True, True, (True, False)), (False, True, False, (True, False)),
    (False, False, True, (False, False)), (False, False, False, (False, False)),
    (None, False, True, (False, False)), (None, True, True, (True, False)),
])
def test_who_passes(was, by_score, keep, expected):
    assert rules.passes(was, by_score, keep=keep) == expected


def standing(grade: int | None, passed: bool = False) -> Standing:
    return Standing(None if grade is None else Decimal(grade), AT if passed else None)


@pytest.mark.parametrize(("before", "after", "completed", "finished", "expected", "hours"), [
    (standing(40), standing(60, True), False, True, "gained", 2),
    (standing(40), standing(60, True), False, False, "waits", 0),
    (standing(60, True), standing(40), True, True, "lost", -2),
    (standing(60, True), standing(40), False, False, "unpassed", 0),
    (standing(60, True), standing(80, True), True, True, "grade", 0),
    (standing(40), standing(50), False, True, "grade", 0),
    (standing(60, True), standing(60, True), True, True, "none", 0),
])
def test_what_follows(before, after, completed, finished, expected, hours):
    effect = rules.effect_of(before, after, completed=completed, finished=finished)
    assert (effect, rules.hours_of(effect, Decimal(2))) == (expected, hours)


def test_the_best_grade_and_the_first_pass_stand():
    marks = [Mark(Decimal(70), True, AT + DAY), Mark(Decimal(60), True, AT), Mark(Decimal(90), False, AT - DAY)]
    assert rules.standing(marks) == Standing(Decimal(90), AT)
    assert rules.standing([]) == Standing()


@pytest.mark.parametrize(("newest", "wrong", "expected"), [
    (3, [], "none"), (3, [3], "newest"), (3, [1, 3], "newest"), (3, [1, 2], ""), (3, [7], "unknown"),
])
def test_which_versions_may_be_regraded(newest, wrong, expected):
    assert rules.why_not_open(newest, wrong, {1, 2, 3}) == expected


@pytest.mark.parametrize(("recipe", "expected"), [
    ({"bank": "B1"}, True), ({"bank": "B12"}, False), (None, False),
    ({"sections": [{"draws": [{"bank": "B1"}]}]}, True),
])
def test_a_recipe_names_its_bank_wherever_it_does(recipe, expected):
    assert rules.mentions(recipe, "B1") is expected
