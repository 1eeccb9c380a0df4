"""Finding the table in a workbook: the sheet that has a roster's head, and the people below it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lms.people.services.roster.files import Book, Grid, open_book
from lms.people.services.roster.heads import PERSONAL, REQUIRED, RESULT, SYNONYMS, Head, find_head, plain
from lms.people.services.roster.rows import Kind, RowJudge, drawn_up_on
from lms.people.services.roster.values import RawRow, RosterUnreadable, Table

__all__ = ["RosterUnreadable", "plain", "read_table"]

MOST_NAMED = 20
# A merged cell counts for all its rows, except where every person needs his own.
NOT_FILLED = ("staff_no", "full_name")


def read_table(content: bytes) -> Table:
    """The one visible sheet with a roster's head, its people as found. Raises RosterUnreadable."""
    book = open_book(content)
    grid, head = choose(book)
    table = _Reading(book, grid, head).table()
    if not table.rows:
        raise RosterUnreadable(_("The roster has its column heads, but no person below them. Fill it in and upload it "
                                 "again."))
    return table


def choose(book: Book) -> tuple[Grid, Head]:
    """The sheet and its head. Raises RosterUnreadable when no visible sheet has one, or two have."""
    found = [(grid, head) for grid in book.grids if (head := find_head(grid))]
    whole = [(grid, head) for grid, head in found if not head.missing]
    if len(whole) > 1:
        names = "、".join(grid.name for grid, _head in whole)
        raise RosterUnreadable(_("Several sheets hold a roster: %(sheets)s. Keep one of them, or hide the others.")
                               % {"sheets": names})
    if whole:
        return whole[0]
    if not found:
        needed = "、".join(SYNONYMS[name][0] for name in REQUIRED)
        raise RosterUnreadable(_("No row holds all these column heads: %(heads)s. Name the columns like that, or use "
                                 "the empty template.") % {"heads": needed})
    _grid, head = max(found, key=lambda pair: len(pair[1].columns))
    raise RosterUnreadable(_("The roster has no column %(missing)s. Add it. Heads found: %(found)s.") % {
        "missing": "、".join(head.missing), "found": "、".join(filter(None, head.texts))})


class _Reading:
    """One sheet on its way to a table; notes what it leaves out."""

    def __init__(self, book: Book, grid: Grid, head: Head) -> None:
        self.book, self.grid, self.head = book, grid, head
        self.judge = RowJudge(grid, head)
        self.skipped: dict[Kind, list[int]] = {}
        self.filled = filled_down(grid, head)

    def table(self) -> Table:
        people = tuple(raw for index in range(self.head.first, len(self.grid.rows)) if (raw := self._raw(index)))
        left_out = [(number, text) for number, text in enumerate(self.head.texts)
                    if text and text != RESULT and number not in self.head.columns.values()]
        personal = tuple(text for _number, text in left_out if any(word in text for word in PERSONAL))
        ignored = tuple(text for _number, text in left_out)
        day = drawn_up_on(self.grid.rows[: self.head.first]) or drawn_up_on(
            self.grid.rows[row - 1] for row in self.skipped.get(Kind.SIGNATURE, ()))
        return Table(people, self.head.labels, ignored, day, tuple(self._notes(people, ignored, personal)), personal,
                     self.grid.name, self.book.typed)

    def _raw(self, index: int) -> RawRow | None:
        row = self.grid.rows[index]
        kind = self.judge.kind_of(row)
        if kind is not Kind.PERSON:
            if kind is not Kind.BLANK:
                self.skipped.setdefault(kind, []).append(index + 1)
            return None
        columns = self.head.columns
        cells = {name: _cell(row, number) for name, number in columns.items()}
        cells |= self.filled.get(index, {})
        dead = {name: self.grid.dead[index, number] for name, number in columns.items()
                if (index, number) in self.grid.dead} if self.grid.dead else {}
        return RawRow(index + 1, cells, index + 1 in self.grid.hidden, dead)

    def _notes(self, people: tuple[RawRow, ...], ignored: tuple[str, ...], personal: tuple[str, ...]) -> Iterable[str]:
        if self.book.hidden_sheets:
            yield _("Hidden sheets, not read: %(sheets)s.") % {"sheets": "、".join(self.book.hidden_sheets)}
        others = [grid.name for grid in self.book.grids if grid is not self.grid]
        if others:
            yield _("Sheets without a roster, not read: %(sheets)s.") % {"sheets": "、".join(others)}
        if ignored:
            yield _("Columns not needed, not read: %(columns)s") % {"columns": "、".join(ignored)}
        if personal:
            yield _("Personal information that is not needed here: %(columns)s. It was not read; please leave these "
                    "columns out of the file.") % {"columns": "、".join(personal)}
        hidden = [raw.row for raw in people if raw.hidden]
        if hidden:
            yield _("Hidden rows, read like the others: %(rows)s.") % {"rows": listed(hidden)}
        if self.filled:
            yield _("Merged cells were taken for each of their rows: %(columns)s.") % {
                "columns": "、".join(self.head.labels[name] for name in self.head.labels
                                    if any(name in cells for cells in self.filled.values()))}
        for kind, rows in self.skipped.items():
            yield kind.sentence() % {"rows": listed(rows)}


def listed(rows: list[int]) -> str:
    """3, 8, 21 …: the first of them, where there are many."""
    more = " …" if len(rows) > MOST_NAMED else ""
    return ", ".join(map(str, rows[:MOST_NAMED])) + more


def _cell(row: list[Any], number: int) -> Any:
    return row[number] if number < len(row) else ""


def filled_down(grid: Grid, head: Head) -> dict[int, dict[str, Any]]:
    """What merged cells say of the rows below their first: value by field, by row index.

    Raises RosterUnreadable when regions overlap so often that filling them would never end.
    """
    fields = {number: name for name, number in head.columns.items() if name not in NOT_FILLED}
    filled: dict[int, dict[str, Any]] = {}
    steps = 0
    for (top, left), (bottom, right) in grid.merged:
        name = fields.get(left)
        value = _cell(grid.rows[top], left) if top < len(grid.rows) else ""
        # Merged over several columns is a line of text across the sheet, not a column's value.
        if name is None or left != right or top < head.first or value in ("", None):
            continue
        for index in range(top + 1, min(bottom + 1, len(grid.rows))):
            filled.setdefault(index, {})[name] = value
            steps += 1
        if steps > len(grid.rows) * len(head.columns):
            raise RosterUnreadable(_("The merged cells of the sheet overlap: copy the rows into a new workbook."))
    return filled
