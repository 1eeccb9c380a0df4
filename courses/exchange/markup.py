"""Markup of other systems as plain words. Pure functions."""

import re
from html import unescape
from html.parser import HTMLParser

LINES = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"})
SILENT = frozenset({"script", "style"})
FILES = re.compile(r"<(img|video|audio|object|embed|iframe|svg|math)\b|@@PLUGINFILE@@", re.IGNORECASE)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs) -> None:
        self.silent += tag in SILENT
        if tag in LINES:
            self.found.append("\n")

    def handle_endtag(self, tag) -> None:
        self.silent -= tag in SILENT and self.silent > 0
        if tag in LINES - {"br"}:
            self.found.append("\n")

    def handle_data(self, data) -> None:
        if not self.silent:
            self.found.append(re.sub(r"[ \t\r\n]+", " ", data))


def plain(markup: str) -> str:
    """The words, a paragraph a line. Scripts and styles are no words."""
    reader = _Words()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split(" ")).strip() for line in "".join(reader.found).split("\n"))
    return "\n".join(line for line in lines if line)


def text_or_markup(text: str, *, is_html: bool) -> str:
    return plain(text) if is_html else unescape(text).strip()


def has_files(markup: str) -> bool:
    return bool(FILES.search(markup))
