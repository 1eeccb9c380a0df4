"""A post's text as HTML: nothing in it is markup, and only addresses of web pages become links."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lms.discussion.rules import pieces

register = template.Library()
LINK = '<a href="{0}" rel="noopener noreferrer nofollow ugc">{0}</a>'


@register.filter
def said(text: str) -> SafeString:
    """Escaped, with its line ends kept and its addresses made links."""
    parts = (format_html(LINK, piece.text) if piece.address else _lines(piece.text) for piece in pieces(text))
    return format_html_join("", "{}", ((part,) for part in parts))


def _lines(text: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))
