"""The workbook to fill in, and reading it back. Columns: 工号, 姓名, 卷别, then one for each question."""

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from lms.assessment import kinds
from lms.assessment.sheets.judging import RawRow
from lms.assessment.sheets.models import PaperSet
from lms.people.models import User
from lms.people.services.roster.files import open_book
from lms.people.services.roster.sheet import RosterUnreadable

HEADS = ("工号", "姓名", "卷别")  # in Chinese whatever language its reader's screen has
LARGEST = 5 * 1024 * 1024  # bytes
MOST_ROWS = 2000
MOST_COLUMNS = 300
NUMBERED = re.compile(r"(\d{1,3})")


class FileRefused(Exception):  # noqa: N818 - a refusal in words, not a defect
    """The file is no such workbook; the text says what to do."""


def template(paper_set: PaperSet, people: Iterable[User]) -> bytes:
    """An .xlsx with a row for each of `people`, every column text; a second sheet explains."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"num_format": "@", "bold": True, "bottom": 1, "bg_color": "#E8EEF7", "text_wrap": True})
        sheet = book.add_worksheet(paper_set.code)
        heads = [*HEADS, *_item_heads(paper_set)]
        sheet.set_column(0, 1, 12, text)
        sheet.set_column(2, len(heads) - 1, 7, text)
        sheet.write_row(0, 0, heads, head)
        for number, person in enumerate(people, start=1):
            sheet.write_row(number, 0, (person.staff_no, person.full_name), text)
        sheet.data_validation(1, 2, MOST_ROWS, 2, {"validate": "list", "source": ["A", "B"]})
        sheet.freeze_panes(1, 3)
        _explain(book)
    return buffer.getvalue()


def _item_heads(paper_set: PaperSet) -> list[str]:
    """The number of each question, with the most points where people mark it on every paper of the set."""
    papers = [printed.paper["items"] for printed in paper_set.papers.all()]
    return [_item_head(number, [items[number - 1] for items in papers if number <= len(items)])
            for number in range(1, max(map(len, papers)) + 1)]


def _item_head(number: int, items: Sequence[kinds.Item]) -> str:
    most = {item["points"] for item in items}
    return f"{number}（满分{most.pop()}）" if all(map(kinds.by_a_person, items)) and len(most) == 1 else str(number)


def _explain(book: Any) -> None:
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 100)
    for row, line in enumerate(explanations()):
        sheet.write_string(row, 0, line)


def explanations() -> tuple[str, ...]:
    """How a sheet is typed; the page says the same."""
    return (
        _("One person a row. Leave rows of those who did not sit in the file out: empty rows are ignored."),
        _("Single and multiple choice: the letters, as B or ACD. True or false: √ or ×. Left empty: an empty cell."),
        _("Blanks: the text; several blanks divided by |. Ordering and matching: the letters in order, - for none."),
        _("What people mark: the points given, also 0."),
    )


def read(content: bytes) -> list[RawRow]:
    """The rows of the first sheet. Raises FileRefused."""
    if len(content) > LARGEST:
        raise FileRefused(_("The file is larger than 5 MB: save the sheet alone and upload it again."))
    try:
        grid = open_book(content).grids[0]
    except (RosterUnreadable, IndexError) as error:
        raise FileRefused(_("This is no workbook that can be read. Fill in the template, save it as .xlsx and upload "
                            "it again.")) from error
    head, columns = _columns(grid.rows)
    rows = [_row(number, row, columns) for number, row in enumerate(grid.rows[head + 1:], start=head + 2)]
    found = [row for row in rows if row.letter or row.cells]
    if not found:
        raise FileRefused(_("No row of the file says which paper and which answers."))
    if len(found) > MOST_ROWS:
        raise FileRefused(_("More than %(most)d rows: divide the file.") % {"most": MOST_ROWS})
    return found


def _columns(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[Any, int]]:
    """(index of the heads' row, name or item → column)."""
    for index, row in enumerate(rows[:10]):
        names = [_text(cell) for cell in row[:MOST_COLUMNS]]
        if set(HEADS) <= set(names):
            columns: dict[Any, int] = {name: names.index(name) for name in HEADS}
            for place, name in enumerate(names):
                if found := NUMBERED.match(name):
                    if int(found[1]) in columns:
                        raise FileRefused(_("Question %(number)s has two columns.") % {"number": found[1]})
                    columns[int(found[1])] = place
            return index, columns
    raise FileRefused(_("The columns of number, name and paper are missing. Fill in the template of this set."))


def _row(number: int, row: Sequence[Any], columns: dict[Any, int]) -> RawRow:
    said = {name: _text(row[place]) if place < len(row) else "" for name, place in columns.items()}
    staff_no, name, letter = (said.pop(head) for head in HEADS)
    cells = {item: text for item, text in said.items() if text}
    return RawRow(number, _plain(staff_no), "".join(name.split()), _plain(letter).upper(), cells)


def _plain(text: str) -> str:
    """Half-width, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())[:20]


def _text(cell: Any) -> str:
    """A whole number loses its .0; whatever else is taken as it is shown."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).replace("\0", "").strip()[:500]
