"""The table of docs/question-formats.md, cell by cell."""

from pathlib import Path

import pytest

from courses.exchange import FORMATS
from courses.exchange.drafts import said
from tests.courses import docx
from tests.courses.exchanged import SAMPLES
from tests.courses.test_exchange_texts import MATCH, choice, item

ROWS = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in
        (Path(__file__).resolve().parents[2] / "docs/question-formats.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")]
KEYS = ("excel", "gift", "moodle", "word", "aiken", "qti")
TABLE = {row[0]: dict(zip(KEYS, row[1:], strict=True)) for row in ROWS[2:]}
OUT = KEYS[:3]
BY_CODE = {"single": "Q-01", "multi": "Q-02", "judge": "Q-03", "fill, one blank": "Q-04",
           "fill, several blanks": "Q-05", "order": "Q-06", "match": "Q-07", "short": "Q-08", "essay": "Q-09",
           "checklist": "Q-10"}
SAMPLE = {one["code"]: one for one in SAMPLES}
FIELDS = ("explanation", "article", "effective_on", "difficulty", "tags", "rubric", "max_length", "two_markers",
          "any_order")

WORD = {
    "single": ["一、单选题", "1. 哪一项？", "A. 甲", "B. 乙", "答案：B"],
    "multi": ["一、多选题", "1. 哪几项？", "A. 甲", "B. 乙", "C. 丙", "答案：AC"],
    "judge": ["一、判断题", "1. 对吗？（对）"],
    "fill, one blank": ["一、填空题", "1. 在____内", "答案：30日"],
    "fill, several blanks": ["一、填空题", "1. ____和____", "答案：甲；乙"],
    "order": ["一、排序题", "1. 排列", "A. 一", "B. 二", "C. 三", "答案：CAB"],
    "match": ["一、匹配题", "1. 连线", "A. 一", "B. 二", "答案：A-1"],
    "short": ["一、简答题", "1. 简述", "答案：两点"],
    "essay": ["一、论述题", "1. 论述", "答案：观点"],
    "checklist": ["一、实操题", "1. 接待", "A. 起身", "B. 问候", "评分标准：逐项"],
}
QTI = {
    "single": item(choice("甲", "乙"), "c1"), "multi": item(choice("甲", "乙", "丙"), "c0|c2"),
    "judge": item(choice("正确", "错误"), "c1"),
    "fill, one blank": item('<p>在<textEntryInteraction responseIdentifier="r1"/>内</p>', "30日"),
    "order": item(choice("一", "二", "三", tag="orderInteraction"), "c2|c0|c1"), "match": item(MATCH, "a y|b x"),
    "essay": item('<p>论</p><extendedTextInteraction responseIdentifier="r1"/>', "要点"),
}


def test_the_table_has_a_row_for_everything():
    assert set(TABLE) == {"goes out", "code", "material (texts, pictures, tables)", *BY_CODE, *FIELDS}
    assert tuple(FORMATS) == ("excel", "word", "gift", "moodle", "aiken", "qti")
    assert {key for key, cell in TABLE["goes out"].items() if cell == "✓"} == {
        key for key, one in FORMATS.items() if one.write}


@pytest.mark.parametrize("key", OUT)
@pytest.mark.parametrize("row", BY_CODE)
def test_a_kind_comes_back_as_the_table_says(row, key):
    fmt, sample = FORMATS[key], SAMPLE[BY_CODE[row]]
    assert fmt.carried(sample) == (TABLE[row][key] != "–")
    if not fmt.carried(sample):
        return
    [draft] = fmt.read(fmt.write([sample]), "a").drafts
    kind = {"✓": sample["kind"], "as essay": "essay"}[TABLE[row][key]]
    assert draft.values["kind"] == kind
    assert said({**draft.values, "kind": sample["kind"]}) == said(sample)
    assert draft.code == sample["code"]


@pytest.mark.parametrize("key", OUT)
@pytest.mark.parametrize("row", FIELDS)
def test_a_field_comes_back_as_the_table_says(row, key):
    """One question that has the field and can be written; its other fields are the format's own affair."""
    fmt = FORMATS[key]
    has_it = [one for one in SAMPLES if one[row] not in ("", None, [], False) and fmt.carried(one)]
    assert (row in fmt.carries) == (TABLE[row][key] == "✓")
    if row in fmt.carries:
        [draft] = fmt.read(fmt.write(has_it[:1]), "a").drafts
        assert draft.values[row] == has_it[0][row]


@pytest.mark.parametrize("key", KEYS[3:])
def test_fields_of_the_formats_that_only_come_in(key):
    assert [row for row in FIELDS if TABLE[row][key] == "✓"] == [row for row in FIELDS if row in FORMATS[key].carries]


@pytest.mark.parametrize("row", BY_CODE)
def test_word_takes_the_kinds_of_the_table(row):
    content = docx.docx("".join(docx.paragraph(line) for line in WORD[row]))
    kinds = [draft.values["kind"] for draft in FORMATS["word"].read(content, "a.docx").drafts]
    assert kinds == ([row.split(",")[0]] if TABLE[row]["word"] == "✓" else [])


@pytest.mark.parametrize("row", QTI)
def test_qti_takes_the_kinds_of_the_table(row):
    assert TABLE[row]["qti"] == "✓"
    [draft] = FORMATS["qti"].read(QTI[row].encode(), "a.xml").drafts
    assert draft.values["kind"] == row.split(",")[0]


def test_aiken_takes_single_choices_and_nothing_else():
    assert [row for row in BY_CODE if TABLE[row]["aiken"] == "✓"] == ["single"]
    [draft] = FORMATS["aiken"].read("哪一项？\nA. 甲\nB. 乙\nANSWER: B\n".encode(), "a.txt").drafts
    assert draft.values["kind"] == "single"
