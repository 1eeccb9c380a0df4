"""GIFT in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exchange import gift
from courses.exchange.drafts import FileRefused, said
from tests.courses.exchanged import SAMPLES


def one(text):
    reading = gift.read(text.encode())
    assert not reading.refusals, reading.refusals
    return reading.drafts[0]


@pytest.mark.parametrize(("text", "kind", "answer"), [
    ("对吗？{T}", "judge", ["T"]), ("对吗？{FALSE#错了#对了}", "judge", ["F"]),
    ("哪一项？{=甲 ~乙 ~丙}", "single", ["A"]), ("哪一项？{~甲#不是 =乙#是 ~丙}", "single", ["B"]),
    ("哪几项？{~%50%甲 ~%50%乙 ~%-100%丙}", "multi", ["A", "B"]),
    ("在{=30日 =三十日}内申请", "fill", [["30日", "三十日"]]), ("几天？{#30}", "fill", [["30"]]),
    ("连线{=单位 -> 30日 =本人 -> 1年 = -> 2年}", "match", ["A", "B"]),
    ("论述{####观点与依据}", "essay", []), ("::Q1::[html]哪一项？{=甲\n\n~乙}", "single", ["A"]),
])
def test_each_form_is_read(text, kind, answer):
    draft = one(text)
    assert (draft.values["kind"], draft.values["answer"]) == (kind, answer)


def test_a_blank_stands_where_the_braces_stood():
    assert one("在{=30日}内申请").stem == "在____内申请"
    assert one("几天？{=30日}").stem == "几天？"


def test_names_tags_comments_and_categories():
    draft = one("$CATEGORY: 工伤\n\n// 旧题\n// [id:SB-1] [tag:时限] [tag:工伤]\n::标题::对吗？{T####因为}")
    assert (draft.code, draft.values["tags"], draft.values["explanation"]) == ("SB-1", ["工伤", "时限"], "因为")
    assert one("::SB\\:2::对吗？{T}").code == "SB:2"


def test_escapes_are_undone():
    assert one(r"1 \= 2 \{\#\} \~ \:\nb {T}").stem == "1 = 2 {#} ~ :\nb"


@pytest.mark.parametrize("text", [
    "没有答案", "两处{T}答案{F}", "题{甲}", "题{#3:0.5}", "题{#1..5}", "题{=甲}{", "题{~甲 ~乙}", "{=甲 ~乙}",
    "题{=%50%甲 =乙}", "论述{}",
])
def test_what_cannot_be_taken_is_refused_with_its_number(text):
    reading = gift.read(f"对吗？{{T}}\n\n{text}\n".encode())
    assert len(reading.drafts) == 1
    assert [one.place for one in reading.refusals] == ["第 2 题"]


@pytest.mark.parametrize("content", [b"", b"// nothing\n", b"\x00\x01\x02", b"PK\x03\x04zip", b"\xff\xfe\x00",
                                     "题{T}\n\n".encode() * 2001])
def test_what_is_no_gift_is_refused(content):
    with pytest.raises(FileRefused):
        gift.read(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(encoding):
    assert gift.read("对吗？{T}".encode(encoding)).drafts[0].stem == "对吗？"


CARRIED = [sample for sample in SAMPLES if gift.carried(sample)]


def test_what_is_written_is_read_back():
    reading = gift.read(gift.write(SAMPLES))
    assert not reading.refusals
    assert [sample["kind"] for sample in CARRIED] == ["single", "multi", "judge", "fill", "match", "short", "essay"]
    for draft, sample in zip(reading.drafts, CARRIED, strict=True):
        as_essay = "essay" if sample["kind"] == "short" else sample["kind"]
        assert (draft.code, said(draft.values)) == (sample["code"], said(sample | {"kind": as_essay}))
        wanted = {"tags": sample["tags"]} | ({"rubric": sample["rubric"]} if as_essay == "essay" else
                                             {"explanation": sample["explanation"]})
        assert {name: draft.values[name] for name in wanted} == wanted


texts = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)


@given(stem=texts, options=st.lists(texts, min_size=2, max_size=5, unique=True), right=st.integers(0, 1))
def test_any_text_survives(stem, options, right):
    rows = [{"key": key, "text": text} for key, text in zip("ABCDE", options, strict=False)]
    question = SAMPLES[0] | {"stem": stem, "answer": ["AB"[right]], "options": rows}
    reading = gift.read(gift.write([question]))
    assert [said(draft.values) for draft in reading.drafts] == [said(question)] or reading.refusals
