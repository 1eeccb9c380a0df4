"""From the converter's HTML to parts of a lesson. Only what a lesson can show goes through. Pure."""

from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _

INLINE = {"b", "strong", "i", "em"}
NAMES = {"strong": "b", "em": "i"}
BLOCKS = {"p", "h3", "h4", "ul", "ol"}
HEADINGS = {"h2": "h3", "h5": "h4", "h6": "h4"}


@dataclass(frozen=True)
class Part:
    """`kind` text: `value` is HTML of paragraphs, headings and lists; table: rows of cells; image: its number."""

    kind: str
    value: Any


def parts_of(html: str) -> tuple[str, list[Part], list[str]]:
    """The title or "", the parts, and what was left out on the way, in words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_text()
    return reader.title.strip()[:200], reader.parts, reader.lost


class _Reader(HTMLParser):
    """Keeps one text open; a picture, a table or a new chapter ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Part] = []
        self.lost: list[str] = []
        self.title = ""
        self.in_title = False
        self.html = ""
        self.waiting: list[int] = []
        self.depth = 0
        self.table: list[list[str]] | None = None
        self.tables = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        tag = HEADINGS.get(tag, tag)
        if tag == "img":
            self._picture(dict(attrs).get("src") or "")
        elif tag == "table":
            self._begin_table()
        elif self.table is not None:
            self._in_table(tag)
        elif tag == "h1":
            self._begin_title()
        elif tag in BLOCKS:
            self._begin_block(tag)
        elif tag == "li" or tag in INLINE:
            self.html += f"<{NAMES.get(tag, tag)}>"
        elif tag == "br":
            self.html += "<br/>"

    def handle_endtag(self, tag: str) -> None:
        tag = HEADINGS.get(tag, tag)
        if tag == "table":
            self._end_table()
        elif self.table is not None:
            return
        elif tag == "h1":
            self.in_title = False
        elif tag in BLOCKS:
            self._end_block(tag)
        elif tag == "li" or tag in INLINE:
            self.html += f"</{NAMES.get(tag, tag)}>"

    def handle_data(self, data: str) -> None:
        if self.table is not None:
            if self.table and self.table[-1]:
                self.table[-1][-1] += data
        elif self.in_title:
            self.title += data
        else:
            self.html += escape(data, quote=False)

    def _begin_title(self) -> None:
        if self.title:
            self.html += " "
        self.in_title = True

    def _begin_block(self, tag: str) -> None:
        if tag == "h3" and not self.depth:
            self.end_text()
        self.depth += 1
        self.html += f"<{tag}>"

    def _end_block(self, tag: str) -> None:
        self.depth = max(0, self.depth - 1)
        self.html += f"</{tag}>"
        self.html = self.html.removesuffix(f"<{tag}></{tag}>")
        if not self.depth and self.waiting:
            self.end_text()

    def _picture(self, number: str) -> None:
        if not number.isdigit():
            return
        if self.table is not None:
            self.lost.append(_("Pictures in tables."))
            return
        self.waiting.append(int(number))
        if not self.depth:
            self.end_text()

    def end_text(self) -> None:
        """The open text becomes a part; pictures met in it follow."""
        if self.html.strip():
            self.parts.append(Part("text", self.html.strip()))
        self.html = ""
        self.parts += [Part("image", number) for number in self.waiting]
        self.waiting = []

    def _begin_table(self) -> None:
        self.tables += 1
        if self.table is None:
            self.end_text()
            self.table = []
        else:
            self.lost.append(_("Tables in tables: their text was kept."))

    def _in_table(self, tag: str) -> None:
        assert self.table is not None  # noqa: S101 - only called within one
        if self.tables > 1:
            return
        if tag == "tr":
            self.table.append([])
        elif tag in ("td", "th"):
            self.table[-1].append("")
        elif tag in ("p", "br", "li") and self.table[-1] and self.table[-1][-1]:
            self.table[-1][-1] += "\n"

    def _end_table(self) -> None:
        self.tables -= 1
        if self.tables or self.table is None:
            return
        rows = [[cell.strip() for cell in row] for row in self.table if any(cell.strip() for cell in row)]
        width = max((len(row) for row in rows), default=0)
        if width:
            self.parts.append(Part("table", [row + [""] * (width - len(row)) for row in rows]))
        self.table = None
