"""What a clerk types, as a truth table."""

from decimal import Decimal

import pytest

from lms.assessment.sheets.lines import LineRefused, read_cells, read_line, written

FOUR = [{"key": key, "text": key} for key in "ABCD"]
TWO = [{"key": "T", "text": "正确"}, {"key": "F", "text": "错误"}]


def item(number: int, kind: str, options=(), answer=(), **more) -> dict:
    return {"item": number, "kind": kind, "options": list(options), "answer": list(answer), "points": 10} | more


PAPER = {"items": [
    item(1, "single", FOUR, ["B"]), item(2, "multi", FOUR, ["A", "C"]), item(3, "judge", TWO, ["T"]),
    item(4, "fill", answer=[["三十日"], ["条例"]]), item(5, "order", FOUR[:3], ["C", "A", "B"]),
    item(6, "match", FOUR[:2], ["B", "A"], targets=FOUR[:3]), item(7, "essay", points=20),
]}
REST = " 7 0"


@pytest.mark.parametrize(("line", "answers"), [
    ("", {}),
    ("1 B", {1: ["B"]}),
    ("1b", {1: ["B"]}),
    ("1.B 2.ca", {1: ["B"], 2: ["A", "C"]}),
    ("1、B", {1: ["B"]}),
    ("１　Ｂ　２　ＡＣ", {1: ["B"], 2: ["A", "C"]}),
    ("2 A,C", {2: ["A", "C"]}),
    ("2 A、C", {2: ["A", "C"]}),
    ("3 √", {3: ["T"]}),
    ("3√", {3: ["T"]}),
    ("3 对", {3: ["T"]}),
    ("3 ×", {3: ["F"]}),
    ("3 X", {3: ["F"]}),
    ("3 错误", {3: ["F"]}),
    ("1 - 2 -", {}),
    ("1-3 BA√", {1: ["B"], 2: ["A"], 3: ["T"]}),
    ("1~2 DC", {1: ["D"], 2: ["C"]}),
    ("1—2 -C", {2: ["C"]}),
    ("4 [三十日|条例]", {4: ["三十日", "条例"]}),
    ("4 【三十日｜条例】", {4: ["三十日", "条例"]}),
    ("4 [30 日|]", {4: ["30 日", ""]}),
    ("5 CAB 6 B-", {5: ["C", "A", "B"], 6: ["B", ""]}),
])
def test_lines_that_are_read(line, answers):
    assert read_line(PAPER, line + REST).answers == answers


@pytest.mark.parametrize("line", [
    "B", "1", "1 E", "1 AB", "1 B 1 C", "9 A", "0 A", "2 AA", "3 Q", "1-3 BA", "3-1 ABC", "1-2", "5 CA", "5 CABA",
    "6 D-", "4 [三十日]", "4 [a|b|c]", "x" * 200, "1 B foo", "1 " + "B" * 5000, "99999999999999999999 A",
    "4 [" + "长" * 300 + "|b]",
])
def test_lines_that_are_not(line):
    with pytest.raises(LineRefused) as refused:
        read_line(PAPER, line + REST)
    assert all(refused.value.reasons)


@pytest.mark.parametrize(("text", "points"), [("0", 0), ("6.5", "6.5"), ("20", 20), ("12.25", "12.25")])
def test_points_people_gave(text, points):
    assert read_line(PAPER, f"7 {text}").points == {7: Decimal(points)}


@pytest.mark.parametrize("line", ["", "7", "7 20.5", "7 -1", "7 NaN", "7 Infinity", "7 1e1000000", "7 1.005", "7 好"])
def test_points_that_can_not_be(line):
    with pytest.raises(LineRefused):
        read_line(PAPER, line)


def test_all_reasons_are_told_at_once():
    with pytest.raises(LineRefused) as refused:
        read_line(PAPER, "1 E 9 A 2 A 2 B")
    assert len(refused.value.reasons) == 4  # E, 9, 2 twice, no points for 7


def test_too_long_is_refused_before_it_is_read():
    with pytest.raises(LineRefused):
        read_line(PAPER, "1 " * 500_000)


def test_cells_are_read_alike():
    cells = {1: "Ｂ", 2: "A C", 3: "√", 4: "三十日|条例", 5: "CAB", 6: "BA", 7: "8"}
    line = "1 B 2 AC 3 √ 4 [三十日|条例] 5 CAB 6 BA 7 8"
    assert read_cells(PAPER, cells) == read_line(PAPER, line)


def test_an_entry_is_written_as_it_could_be_typed():
    sheet = read_line(PAPER, "1 B 2 AC 3 × 4 [三十日|] 5 CAB 6 -A 7 6.5")
    answers = {str(number): keys for number, keys in sheet.answers.items()}
    again = written(PAPER, answers, {"7": "6.5"})
    assert again == "1 B 2 AC 3 × 4 [三十日|] 5 CAB 6 -A 7 6.5"
    assert read_line(PAPER, again) == sheet
