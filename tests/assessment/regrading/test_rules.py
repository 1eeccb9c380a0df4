"""The pure rules as truth tables."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment import rules as marking
from lms.assessment.counting import Standing
from lms.assessment.regrading import rules
from lms.assessment.regrading.rules import FULL_POINTS, LEFT_OUT, NEW_KEY, NotTransferable, Ruling

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
    assert rules.new_key(item(options=options(shown)), version(), right) == {"answer": expected}


def test_reworded_options_are_known_by_their_keys():
    right = version(2, "B", options=[{"key": key, "text": f"新{key}"} for key in "ABCD"])
    assert rules.new_key(item(options=options("丁丙乙甲")), version(), right) == {"answer": ["C"]}


def pairs(left: str, targets: str) -> dict:
    """Both sides as a version holds them."""
    return {"kind": "match", "options": [{"key": f"{n}", "text": word} for n, word in enumerate(left, 1)],
            "targets": [{"key": key, "text": word} for key, word in zip("abcd", targets, strict=False)]}


@pytest.mark.parametrize(("right", "expected"), [
    (version(2, "bca", **pairs("甲乙丙", "天地人")), ["A", "C", "B"]),
    (version(2, "abc", **pairs("丙甲乙", "天地人")), ["A", "C", "B"]),  # the editor put the left side in another order
    (version(2, "bca", **pairs("子丑寅", "日月星")), ["A", "C", "B"]),  # and found other words for everything
])
def test_pairs_are_found_although_both_sides_were_shuffled(right, expected):
    """The paper asks 丙, 甲, 乙 and offers 天, 人, 地."""
    shown = {"options": [{"key": f"{n}", "text": word} for n, word in enumerate("丙甲乙", 1)],
             "targets": [{"key": key, "text": word} for key, word in zip("ABC", "天人地", strict=True)]}
    drawn = version(1, "abc", **pairs("甲乙丙", "天地人"))
    found = rules.new_key(item(kind="match", answer=["B", "A", "C"], **shown), drawn, right)
    assert found == {"answer": expected}


@pytest.mark.parametrize("right", [
    version(2, "ba", **pairs("甲乙", "天地人")), version(2, "abc", **pairs("甲乙丙", "天地")),
])
def test_other_pairs_say_nothing(right):
    drawn = version(1, "abc", **pairs("甲乙丙", "天地人"))
    with pytest.raises(NotTransferable):
        rules.new_key(item(**pairs("甲乙丙", "天地人")), drawn, right)


def test_an_order_is_told_in_the_letters_of_the_paper():
    drawn = version(1, "ABCD", kind="order")
    assert rules.new_key(item(kind="order", options=options("丁丙乙甲")), drawn, version(2, "BACD", kind="order")) == {
        "answer": ["C", "D", "B", "A"]}


def test_blanks_take_over_what_is_accepted_and_in_which_order():
    said = {"kind": "fill", "options": [], "answer": [["15"], ["30"]]}
    found = rules.new_key(item(**said), version(1, **said), version(2, **(said | {"answer": [["15"], ["60", "六十"]]}),
                                                                   any_order=True))
    assert found == {"answer": [["15"], ["60", "六十"]], "any_order": True}
    with pytest.raises(NotTransferable):
        rules.new_key(item(**said), version(1, **said), version(2, **(said | {"answer": [["15"]]})))


@pytest.mark.parametrize("kind", ["short", "essay", "checklist"])
def test_what_people_mark_has_no_key_to_mark_by(kind):
    with pytest.raises(NotTransferable):
        rules.new_key(item(kind=kind), version(kind=kind), version(2, kind=kind))


@pytest.mark.parametrize(("rulings", "expected"), [
    ([], "75.00"), ([ruling(FULL_POINTS)], "75.00"), ([ruling(LEFT_OUT)], "66.66"),
    ([ruling(FULL_POINTS, "Q3")], "100.00"), ([ruling(LEFT_OUT, "Q3")], "100.00"),
])
def test_points_people_gave_stay_and_count_for_their_own_item(rulings, expected):
    essay = item(3, "Q3", kind="essay", options=[], answer=[], points=20)
    answers = {1: ["A"], 2: ["A"], 3: ["……"]}
    marked = rules.marked(paper(item(), item(2, "Q2"), essay), answers, rulings, {3: Decimal(10)})
    assert marked.score == Decimal(expected)


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
