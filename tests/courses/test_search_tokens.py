"""One tokeniser, and the questions it is asked: pure, so each line of the table is one truth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.search.matching import Lens, holds, marked, sentence
from courses.search.questions import LONGEST, ask
from courses.search.tokens import ARTICLE, PINYIN, TITLE, document_tokens, numbered_in, numeral_of, tidy, value_of


@pytest.mark.parametrize(
    ("raw", "clean"),
    [("ＡＢＣ１２", "ABC12"), ("社 会\u3000保险", "社会保险"), ("第 62 条", "第 62 条"), ("⼯伤", "工伤"),
     ("a\x00b", "ab"), ("金\ufa1e", "金羽"), ("一行\r\n\r\n二行", "一行\n二行"),
     ("𬱖\u200b华", "𬱖华"), (TITLE + "工伤", "工伤"), ("İ", "I"), ("", "")],
)
def test_tidy(raw, clean):
    assert tidy(raw) == clean


@pytest.mark.parametrize("text", ["第六十二条", "第62条", "62条", "第 62 条", "依据第六十二条第二款",
                                  "第六十一条、六十二条"])
def test_an_article_has_one_name(text):
    assert "62条" in numbered_in(text)


@pytest.mark.parametrize("text", ["第一百六十二条", "162条", "六十二岁", "一条龙服务"])
def test_other_numbers_are_not_that_article(text):
    assert "62条" not in numbered_in(text)


def test_inserted_articles():
    assert list(numbered_in("第六十二条之一")) == ["62条", "62条之1"]


@given(st.integers(min_value=1, max_value=9999))
def test_numerals_there_and_back(value):
    assert value_of(numeral_of(value)) == value == value_of(str(value))


def test_tokens_of_a_document():
    tokens = set(document_tokens("工伤认定", "第十四条，见PDCA循环2026", pinyin="gong shang").split())
    assert {"工伤", "伤认", "认定", "工", TITLE + "工伤", ARTICLE + "14条", "pdca", "2026", PINYIN + "gs",
            PINYIN + "gongshang"} <= tokens
    assert "定第" not in tokens


def texts(typed: str) -> list[str]:
    return [term.text for term in ask(typed).terms]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [("工伤认定时限", ["工伤", "认定", "时限"]), ("社会保险法第62条", ["社会保险法", "第62条"]),
     ("年休假怎么休", ["年休假", "休"]), ("六十二条", ["六十二条"]),
     ("一条龙服务", ["一条龙", "服务"]), ("怎么", ["怎么"]), ("㐆明𬱖华", ["㐆明𬱖华"]),
     ("CIP-03", ["cip", "03"]), ("工伤 工伤", ["工伤"]), ("😀工伤", ["工伤"])],
)
def test_questions_in_terms(typed, terms):
    assert texts(typed) == terms


@pytest.mark.parametrize("typed", ["", "   ", "！？，。", '"*-()', "😀", "\x00"])
def test_a_question_without_a_word(typed):
    assert ask(typed).problem == "empty"


@pytest.mark.parametrize("typed", ["工" * (LONGEST + 1), "a " * 5000, "第" * 10_000])
def test_a_question_that_is_too_long(typed):
    assert ask(typed).problem == "long"


@given(st.text(max_size=120))
def test_no_question_breaks(typed):
    asked = ask(typed)
    assert asked.terms or asked.problem
    assert all(token and not set(token) & set('" \t\n*()') for group in asked.groups for token in group)


@given(st.text(alphabet="工伤社会保险法第六十二62条款abc ，。", min_size=1, max_size=30), st.text(max_size=20))
def test_what_is_found_is_where_the_pattern_is(text, around):
    """Each token a question asks for is among those of a text that holds the question."""
    tokens = set(document_tokens("", tidy(f"{around}。{text}。{around}")).split())
    for group in ask(text).groups:
        plain = [one for one in group if one[0] != PINYIN]
        assert any(one in tokens for one in plain)


def test_pairs_alone_do_not_make_a_word():
    asked = ask("社会保险")
    assert holds(asked, ["社会保险登记"])
    assert not holds(asked, ["社会保障与工伤保险"])


def said(parts) -> str:
    return "".join(f"[{part.text}]" if part.found else part.text for part in parts)


def test_the_sentence_with_most_words_is_shown():
    lens = Lens.of(ask("滞纳金 按日"))
    text = "滞纳金\n逾期不缴的加收滞纳金，另行通知办理。自欠缴之日起按日加收千分之一的滞纳金。其他。"
    assert said(sentence(lens, text)) == "自欠缴之日起[按日]加收千分之一的[滞纳金]。"


def test_a_real_sentence_before_a_heading():
    assert said(sentence(Lens.of(ask("滞纳金")), "滞纳金\n自欠缴之日起按日加收滞纳金，直到缴清。")).startswith("自欠缴")


def test_a_long_sentence_is_cut_around_the_word():
    text = "甲" * 200 + "滞纳金" + "乙" * 200
    shown = said(sentence(Lens.of(ask("滞纳金")), text))
    assert "[滞纳金]" in shown
    assert len(shown) < 120
    assert shown.startswith("…")
    assert shown.endswith("…")


@pytest.mark.parametrize(("typed", "text"), [
    ("第62条", "依[第六十二条]办"), ("第六十二条", "依[第62条]办"), ("62条", "依第一百六十二条办"),
    ("excel", "用[Excel]表")])
def test_marks(typed, text):
    assert said(marked(Lens.of(ask(typed)), text.replace("[", "").replace("]", ""))) == text


def test_nothing_is_lost_by_marking():
    text = "工伤<b>认定</b>&时限"
    assert "".join(part.text for part in marked(Lens.of(ask("工伤认定")), text)) == text
