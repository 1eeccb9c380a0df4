"""What a clerk types becomes what is kept, and back again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.question_rows import Row, content_of, distractors_of, joined_blanks, rows_of, split_blanks
from courses.question_rules import QuestionRefused, validate_question

texts = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(st.lists(texts, min_size=1, max_size=3, unique=True), min_size=1, max_size=4))
def test_blanks_survive_being_written_down(answer):
    assert split_blanks(joined_blanks(answer)) == answer


@pytest.mark.parametrize(("typed", "answer"), [
    ("30日|三十日\n用人单位", [["30日", "三十日"], ["用人单位"]]), ("30日；用人单位", [["30日"], ["用人单位"]]),
    ("a|a｜b", [["a", "b"]]), ("  x  \r\n\r\n y ", [["x"], ["y"]]), ("", []), ("a；b\nc", [["a；b"], ["c"]]),
    (r"a\|b", [["a|b"]]), (r"甲\；乙", [["甲；乙"]]),
])
def test_split_blanks(typed, answer):
    assert split_blanks(typed) == answer


def test_an_ordering_is_typed_in_the_right_order():
    made = content_of("order", [Row("受理"), Row("调查"), Row(""), Row("决定")])
    assert made["answer"] == ["A", "B", "C"]
    assert [row.text for row in rows_of("order", made["options"], [], made["answer"])] == ["受理", "调查", "决定"]


def test_matching_lets_two_share_a_right_side():
    made = content_of("match", [Row("a", fits="x"), Row("b", fits="y"), Row("c", fits="x")], distractors="z\n\nx")
    assert [target["text"] for target in made["targets"]] == ["x", "y", "z"]
    assert made["answer"] == ["A", "B", "A"]
    assert rows_of("match", made["options"], made["targets"], made["answer"])[2] == Row("c", fits="x")
    assert distractors_of(made["targets"], made["answer"]) == "z"


def test_a_row_without_its_right_side_is_refused():
    made = content_of("match", [Row("a", fits="x"), Row("b")], distractors="y")
    with pytest.raises(QuestionRefused):
        validate_question("match", made["options"], made["answer"], targets=made["targets"])


OPTIONS = [{"key": key, "text": key} for key in "ABC"]


@pytest.mark.parametrize(("kind", "options", "answer", "more"), [
    ("fill", [], [], {}), ("fill", [], [[]], {}), ("fill", [], [["  "]], {}), ("fill", [], [["a" * 201]], {}),
    ("fill", [], [["a"]], {"stem": "____和____"}), ("fill", [], ["a"], {}),
    ("order", OPTIONS[:2], ["A", "B"], {}), ("order", OPTIONS, ["A", "B"], {}), ("order", OPTIONS, ["A", "B", "B"], {}),
    ("match", OPTIONS[:1], ["A"], {"targets": OPTIONS}), ("match", OPTIONS, ["A", "B", "Z"], {"targets": OPTIONS}),
    ("match", OPTIONS, ["A", "B"], {"targets": OPTIONS}), ("match", OPTIONS, ["A", "A", "A"], {"targets": OPTIONS[:1]}),
    ("short", [], [], {}), ("essay", [], ["A"], {"rubric": "x"}), ("short", OPTIONS, [], {"rubric": "x"}),
    ("checklist", [], [], {}), ("checklist", OPTIONS, ["A"], {}), ("single", [*OPTIONS, OPTIONS[0]], ["A"], {}),
    ("single", [{"key": "A", "text": "30日"}, {"key": "B", "text": "３０ 日"}], ["A"], {}),
    ("single", [{"key": f"k{n}", "text": str(n)} for n in range(13)], ["k1"], {}), ("other", OPTIONS, ["A"], {}),
])
def test_what_cannot_be_answered_or_marked_is_refused(kind, options, answer, more):
    with pytest.raises(QuestionRefused):
        validate_question(kind, options, answer, **more)


@pytest.mark.parametrize(("kind", "options", "answer", "more"), [
    ("fill", [], [["a"], ["b", "c"]], {"stem": "____和（ ）"}), ("fill", [], [["a"], ["b"]], {"stem": "没有画空"}),
    ("order", OPTIONS, ["C", "A", "B"], {}), ("match", OPTIONS, ["A", "A", "C"], {"targets": OPTIONS}),
    ("short", [], [], {"rubric": "x"}), ("checklist", OPTIONS, [], {}),
])
def test_what_can_is_taken(kind, options, answer, more):
    validate_question(kind, options, answer, **more)
