"""How a text is read: addresses become links, nothing becomes markup."""

import datetime as dt

import pytest

from lms.discussion import rules
from lms.discussion.rules import cleaned, may_edit, pieces
from lms.discussion.templatetags.discussion_words import said

T0 = dt.datetime(2026, 6, 22, tzinfo=dt.UTC)


@pytest.mark.parametrize(("text", "addresses"), [
    ("没有网址", []),
    ("见https://www.example.gov.cn/law/12。然后", ["https://www.example.gov.cn/law/12"]),
    ("（https://example.cn/a?b=1&c=2）", ["https://example.cn/a?b=1&c=2"]),
    ("(see https://example.cn/a_(b))", ["https://example.cn/a_(b)"]),
    ("http://example.cn:8080/x, 和 https://b.cn.", ["http://example.cn:8080/x", "https://b.cn"]),
    ("javascript:alert(1) ftp://a.cn data:text/html,x //evil.cn", []),
    ("https://", []),
])
def test_only_web_addresses_are_links(text, addresses):
    assert [piece.text for piece in pieces(text) if piece.address] == addresses
    assert "".join(piece.text for piece in pieces(text)) == text


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", 'https://a.cn/"onmouseover="alert(1)',
    "https://a.cn/<b>", "https://a.cn/'><svg onload=alert(1)>",
])
def test_nothing_is_markup(text):
    html = said(text)
    for tag in ("<script", "<img", "<b>", "<svg", '"onmouseover'):
        assert tag not in html


def test_lines_are_kept():
    assert said("一\n二") == "一<br>二"
    assert cleaned("  一\r\n\r\n\r\n\r\n二\x00\u202e ") == "一\n\n二"


def test_a_link_says_nothing_of_where_it_is_followed_from():
    assert 'rel="noopener noreferrer nofollow ugc"' in said("https://a.cn")


@pytest.mark.parametrize(("minutes", "allowed"), [(-1, False), (0, True), (15, True), (16, False)])
def test_one_changes_ones_words_for_a_short_time(minutes, allowed):
    assert may_edit(T0, T0 + dt.timedelta(minutes=minutes), 15) is allowed


def test_a_long_text_is_read_at_once():
    start = dt.datetime.now(dt.UTC)
    list(pieces("https://a" * 5000 + ")" * 5000 + "((((" * 5000))
    assert dt.datetime.now(dt.UTC) - start < dt.timedelta(seconds=1)
    assert rules.LONGEST == 1000
