"""A roster as text: .csv in whatever encoding and with whatever separator the office's program wrote."""

import csv
import io
import re

from django.utils.translation import gettext_lazy

from lms.people.services.roster.formats import damaged, no_spreadsheet, too_big, unknown

MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
SEPARATORS = ",;\t"
SAMPLE = 20  # rows
MOST_SEPARATORS = 4_000_000  # 120,000 rows of 18 columns have two million
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
MARKUP = re.compile(r"\s*<(!doctype|html|head|body|table|\?xml|meta|style|div|script|!--)", re.IGNORECASE)
MAIL = re.compile(r"(MIME-Version|From|Content-Type): ", re.IGNORECASE)


def rows_of_text(content: bytes, *, most_rows: int) -> list[list[str]]:
    """All rows, one more than `most_rows` at the most. Raises RosterUnreadable for what is no table of text."""
    text = decoded(content)
    if MARKUP.match(text) or MAIL.match(text):
        raise no_spreadsheet(gettext_lazy("a web page"))
    if CONTROL.search(text):
        raise unknown()
    if sum(map(text.count, SEPARATORS)) > MOST_SEPARATORS:
        raise too_big()
    lines = text.removeprefix("\ufeff")
    declared = re.match(r"sep=(.)\r?\n", lines)
    if declared:  # Excel's own first line, which says the separator; the row numbers count it
        lines = "\n" + lines[declared.end() :]
    separator = declared[1] if declared else _separator(lines)
    rows: list[list[str]] = []
    once: dict[str, str] = {}  # equal texts are kept once
    try:
        for row in csv.reader(io.StringIO(lines, newline=""), delimiter=separator):
            rows.append([once.setdefault(cell, cell) for cell in row])
            if len(rows) > most_rows:
                break
    except csv.Error as error:
        raise damaged() from error
    return rows


def decoded(content: bytes) -> str:
    """The text in UTF-8, UTF-16 or GB18030. Raises RosterUnreadable when it is in none of them."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding)
    for encoding in _likely(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unknown()


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise damaged() from error


def _likely(content: bytes) -> tuple[str, ...]:
    """Separators and line ends show UTF-16 without a mark: their zero bytes come second, or first."""
    first, second = content[:4000:2].count(0), content[1:4000:2].count(0)
    if first == second:
        return ("utf-8", "gb18030")
    return ("utf-16-le" if second > first else "utf-16-be",)


def _separator(text: str) -> str:
    """The one that makes the widest rows at the beginning, where the heads are."""

    def width(separator: str) -> int:
        try:
            rows = [row for row, _n in zip(csv.reader(io.StringIO(text), delimiter=separator), range(SAMPLE),
                                           strict=False)]
        except csv.Error:
            return 0
        return max((len(row) for row in rows), default=0)

    return max(SEPARATORS, key=width)
