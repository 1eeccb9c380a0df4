"""Moodle XML in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exchange import moodle, moodle_out
from courses.exchange.drafts import FileRefused, said
from tests.courses.exchanged import SAMPLES


def quiz(*questions):
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(questions)}</quiz>'.encode()


def question(kind, inner, text="<p>题？</p>"):
    return (f'<question type="{kind}"><name><text>n</text></name><questiontext format="html"><text><![CDATA[{text}]]>'
            f'</text></questiontext>{inner}</question>')


def answer(fraction, text):
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text></answer>'


def sub(left, right):
    return f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'


MULTI = "<single>false</single>" + answer(50, "甲") + answer(50, "乙") + answer(-100, "丙")


@pytest.mark.parametrize(("item", "kind", "right"), [
    (question("multichoice", answer(0, "甲") + answer(100, "&lt;p&gt;乙&lt;/p&gt;")), "single", ["B"]),
    (question("multichoice", MULTI), "multi", ["A", "B"]),
    (question("truefalse", answer(0, "true") + answer(100, "false")), "judge", ["F"]),
    (question("shortanswer", answer(100, "30日") + answer(100, "三十日") + answer(0, "60日")), "fill",
     [["30日", "三十日"]]),
    (question("numerical", answer(100, "30")), "fill", [["30"]]),
    (question("matching", sub("单位", "30日") + sub("本人", "1年") + sub("", "2年")), "match", ["A", "B"]),
    (question("ordering", answer(1, "一") + answer(2, "二") + answer(3, "三")), "order", ["A", "B", "C"]),
    (question("essay", "<graderinfo format='html'><text>要点</text></graderinfo>"), "essay", []),
    (question("multianswer", "", "在{1:SHORTANSWER:=30日~%100%三十日#对}内由{2:SA:=单位}申请"), "fill",
     [["30日", "三十日"], ["单位"]]),
])
def test_each_kind_is_read(item, kind, right):
    reading = moodle.read(quiz('<question type="category"/>', item))
    assert not reading.refusals
    assert (reading.drafts[0].values["kind"], reading.drafts[0].values["answer"]) == (kind, right)


@pytest.mark.parametrize("item", [
    question("calculated", ""), question("multianswer", "", "选{1:MULTICHOICE:=甲~乙}"), question("multichoice", ""),
    question("truefalse", answer(100, "maybe")), question("shortanswer", answer(100, "三*")),
    question("shortanswer", answer(50, "甲")), question("multichoice", answer("x", "甲")), question("essay", ""),
    question("numerical", '<answer fraction="100"><text>3</text><tolerance>0.5</tolerance></answer>'),
    question("matching", sub("a", "")), question("multichoice", answer(100, "甲") + answer(0, "甲")),
    question("truefalse", answer(100, "true"), text=""), "<question/>",
])
def test_what_cannot_be_taken_is_refused_with_its_number(item):
    reading = moodle.read(quiz(question("truefalse", answer(100, "true") + answer(0, "false")), item))
    assert len(reading.drafts) == 1
    assert [one.place for one in reading.refusals] == ["第 2 题"]


BOMB = b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>'
XXE = b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'


@pytest.mark.parametrize("content", [
    b"", b"<quiz>", b"<quiz></quiz>", b"<html/>", BOMB, XXE, b"\x00\x01", b"PK\x03\x04", "不是XML".encode(),
    quiz('<question type="category"/>'), b'<?xml version="1.0" encoding="nonsense"?><quiz/>',
    quiz(*[question("truefalse", answer(100, "true"))] * 2001),
], ids=range(12))
def test_a_broken_file_is_refused(content):
    with pytest.raises(FileRefused):
        moodle.read(content)


def test_pictures_are_left_out_and_said():
    reading = moodle.read(quiz(question("truefalse", answer(100, "true"), text='如图<img src="@@PLUGINFILE@@/a.png">')))
    assert reading.drafts[0].stem == "如图"
    assert "第 1 题" in reading.notes[0]


def test_markup_becomes_words_and_scripts_do_not():
    text = "<p>甲&nbsp;乙</p><ul><li>一</li><li>二</li></ul><script>alert(1)</script>"
    assert moodle.read(quiz(question("truefalse", answer(100, "true"), text=text))).drafts[0].stem == "甲\xa0乙\n一\n二"


CARRIED = [sample for sample in SAMPLES if moodle_out.carried(sample)]


def test_what_is_written_is_read_back():
    reading = moodle.read(moodle_out.write(SAMPLES))
    assert not reading.refusals
    assert {sample["kind"] for sample in CARRIED} == {sample["kind"] for sample in SAMPLES} - {"checklist"}
    for draft, sample in zip(reading.drafts, CARRIED, strict=True):
        kind = "essay" if sample["kind"] == "short" else sample["kind"]
        assert (draft.code, said(draft.values)) == (sample["code"], said(sample | {"kind": kind}))
        for name in ("tags", "explanation", "rubric") if kind == "essay" else ("tags", "explanation"):
            assert draft.values[name] == sample[name]


texts = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)


@given(stem=texts, forms=st.lists(texts, min_size=1, max_size=3, unique=True))
def test_any_text_survives(stem, forms):
    question = SAMPLES[3] | {"stem": f"{stem}____", "answer": [forms]}
    reading = moodle.read(moodle_out.write([question]))
    assert [said(draft.values) for draft in reading.drafts] == [said(question)] or reading.refusals
