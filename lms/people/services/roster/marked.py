"""HR's own sheet back, with the reason beside every refused row: corrected there, it is imported again."""

import contextlib
import datetime as dt
import io
import math
import re
from collections import defaultdict
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from lms.common.sheets import escaped
from lms.people.services.roster.cells import NOTHING
from lms.people.services.roster.files import Grid, open_book
from lms.people.services.roster.heads import RESULT, Head, plain
from lms.people.services.roster.sheet import choose, filled_down
from lms.people.services.roster.values import Refusal

WIDE, NARROW = 60, 13  # characters
LONGEST = 32_000  # characters of one cell
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$|[\x00-\x1f]")


def marked_copy(content: bytes, file_name: str, refusals: list[Refusal] | tuple[Refusal, ...]) -> bytes:
    """The sheet as read, as .xlsx, with a last column 导入结果. The rows keep their numbers.

    Text stays text, and a number stays a number: a staff number that lost its zeros must not look whole when it comes
    back. Formulas are dead. Reading the copy ignores the added column. Raises RosterUnreadable like reading does.
    """
    book = open_book(content)
    grid, head = choose(book)
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as copy:
        copy.set_properties({"title": "".join(filter(str.isprintable, file_name))[:200]})
        _Copy(copy, grid, head, refusals).write()
    return buffer.getvalue()


class _Copy:
    """One sheet being written, row after row."""

    def __init__(self, book: xlsxwriter.Workbook, grid: Grid, head: Head, refusals: Any) -> None:
        self.page = book.add_worksheet(NOT_IN_A_NAME.sub("", grid.name)[:31] or None)
        self.grid, self.head = grid, head
        self.filled = filled_down(grid, head)
        columns = {label: head.columns[field] for field, label in head.labels.items()}
        self.reasons: dict[int, list[str]] = defaultdict(list)
        self.wrong: set[tuple[int, int]] = set()
        for refusal in refusals:
            self.reasons[refusal.row - 1].append(f"{refusal.column}：{refusal.reason}")
            self.wrong.add((refusal.row - 1, columns.get(refusal.column, -1)))
        width = max((len(row) for row in grid.rows), default=0)
        self.result = head.texts.index(RESULT) if RESULT in head.texts else width
        self.plain, self.day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
        self.refused = book.add_format({"num_format": "@", "bg_color": "#F8D7DA"})
        self.bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF7", "text_wrap": True})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self) -> None:
        self.page.set_column(0, max(0, self.result - 1), NARROW, self.plain)
        self.page.set_column(self.result, self.result, WIDE)
        self.page.freeze_panes(self.head.first, 0)
        for index in range(len(self.grid.rows)):
            in_head = self.head.top <= index < self.head.first
            for column, value in enumerate(self._row(index, in_head)):
                if column != self.result:
                    self._write_cell(index, column, value, self.bold if in_head else None)
            if in_head:
                self._merge_labels(index)
            if index == self.head.first - 1:
                self.page.write_string(index, self.result, RESULT, self.bold)
            elif index in self.reasons:
                self.page.write_string(index, self.result, "；".join(self.reasons[index])[:LONGEST], self.words)

    def _row(self, index: int, in_head: bool) -> list[Any]:
        """The row with merged cells written out: the copy has none, but for labels over several columns."""
        row = list(self.grid.rows[index])
        for (top, left), (bottom, _right) in self.grid.merged if in_head else ():
            if self.head.top <= top <= index <= bottom and left < len(row):
                row[left] = self.grid.rows[top][left]
        for field, value in self.filled.get(index, {}).items():
            row[self.head.columns[field]] = value
        for column in range(len(row)) if self.grid.dead else ():
            row[column] = self.grid.dead.get((index, column), row[column])
        return row

    def _merge_labels(self, index: int) -> None:
        """单位 over 编号 and 名称 must stay above both."""
        for (top, left), (bottom, right) in self.grid.merged:
            last = min(right, len(self.grid.rows[index]) - 1, self.result - 1)
            if self.head.top <= top <= index <= bottom and left < last:
                with contextlib.suppress(OverlappingRange):  # as a crafted file has it
                    label = escaped(str(self.grid.rows[top][left]))[:LONGEST]
                    self.page.merge_range(index, left, index, last, label, self.bold)

    def _write_cell(self, row: int, column: int, value: Any, style: Any) -> None:
        style = style or (self.refused if (row, column) in self.wrong else self.plain)
        if isinstance(value, bool):
            self.page.write_boolean(row, column, value, style)
        elif isinstance(value, int | float) and math.isfinite(value):
            self.page.write_number(row, column, value, style)
        elif isinstance(value, dt.date):
            self.page.write_datetime(row, column, value, self.day)
        else:
            text = "" if value is None else str(value)[:LONGEST]
            text = text if plain(text) in NOTHING else escaped(text)
            if text or style is self.refused:
                self.page.write_string(row, column, text, style)
