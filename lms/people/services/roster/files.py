"""From bytes to grids of cells: .xlsx, .xls or .csv, recognised by content and measured before it is read."""

import io
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from lms.people.services.roster.apart import ReaderFailed, read_apart
from lms.people.services.roster.compound import facts_of_book
from lms.people.services.roster.formats import EMPTY, PACKAGES, damaged, kind_of, no_spreadsheet, too_big
from lms.people.services.roster.sheetxml import Facts, facts_of, sheet_parts, text_lengths
from lms.people.services.roster.texts import rows_of_text
from lms.people.services.roster.values import RosterUnreadable
from lms.people.services.roster.zipped import Package

MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_SHEETS = 120_000, 200, 3_000_000, 100
Region = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Grid:
    """One visible sheet. Rows begin at the sheet's row 1 and column A; `merged` and `dead` count from 0."""

    name: str
    rows: list[list[Any]]
    merged: tuple[Region, ...] = ()
    hidden: frozenset[int] = frozenset()
    dead: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Book:
    """A file's visible sheets, and the names of the hidden ones. `typed`: numbers can be told from text."""

    grids: tuple[Grid, ...]
    hidden_sheets: tuple[str, ...] = ()
    typed: bool = True


def open_book(content: bytes) -> Book:
    """Raises RosterUnreadable, in one sentence, for whatever is no readable spreadsheet of a sensible size."""
    kind = kind_of(content)
    if kind == "text":
        rows = rows_of_text(content, most_rows=MOST_ROWS)
        check_size(len(rows), max(map(len, rows), default=0))
        book = Book((Grid("", rows),), typed=False)
    else:
        book = _of_package(content) if kind == "zip" else _of_container(content)
    if not any(cell not in ("", None) for grid in book.grids for row in grid.rows for cell in row):
        raise RosterUnreadable(str(EMPTY))
    return book


def check_size(rows: int, columns: int) -> None:
    """Raises RosterUnreadable for more than any roster has."""
    if rows > MOST_ROWS:
        raise RosterUnreadable(_("More than %(most)s rows: split the roster.") % {"most": MOST_ROWS})
    if columns > MOST_COLUMNS:
        raise RosterUnreadable(_("More than %(most)s columns: copy the roster into a new workbook.")
                               % {"most": MOST_COLUMNS})
    if rows * columns > MOST_CELLS:
        raise too_big()


def _package(content: bytes) -> Package:
    """Raises RosterUnreadable for a bomb, for damage, and for a package of another kind."""
    package = Package(content)
    if "xl/workbook.xml" in package.parts:
        return package
    what = next((what for part, what in PACKAGES.items() if part in package.parts), _("an archive"))
    raise no_spreadsheet(what)


def _of_package(content: bytes) -> Book:
    """A .xlsx: every part measured, every visible sheet's size known, before a cell is read."""
    package = _package(content)
    book = _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))
    metas = [(meta.name, meta.visible == SheetVisibleEnum.Visible, meta.typ == SheetTypeEnum.WorkSheet)
             for meta in book.sheets_metadata]
    visible = [name for name, shown, is_sheet in metas if shown and is_sheet]
    hidden = tuple(name for name, shown, _is_sheet in metas if not shown)
    parts, lengths = sheet_parts(package), text_lengths(package)
    if not set(visible) <= set(parts):
        raise damaged()
    found = {name: facts_of(package, parts[name], lengths) for name in visible[: MOST_SHEETS + 1]}
    _check_all(list(found.values()))
    return Book(tuple(_grid(book, name, facts) for name, facts in found.items()), hidden)


def _of_container(content: bytes) -> Book:
    """An old .xls: read in a process of its own (see apart)."""
    found = facts_of_book(content)
    _check_all(found)
    try:
        sheets = read_apart(content)
    except ReaderFailed as error:
        raise damaged() from error
    if len(sheets) != len(found):
        raise damaged()
    grids = tuple(
        Grid(sheet.name, sheet.rows, tuple(tuple(map(tuple, region)) for region in sheet.merged),  # type: ignore[misc]
             facts.hidden, dict(facts.dead or {}))
        for sheet, facts in zip(sheets, found, strict=True) if sheet.visible
    )
    return Book(grids, tuple(sheet.name for sheet in sheets if not sheet.visible))


def _check_all(sheets: list[Facts]) -> None:
    for facts in sheets:
        check_size(facts.rows, facts.columns)
    if len(sheets) > MOST_SHEETS or sum(facts.rows * facts.columns for facts in sheets) > MOST_CELLS:
        raise too_big()


def _grid(book: CalamineWorkbook, name: str, facts: Facts) -> Grid:
    def read() -> Grid:
        sheet = book.get_sheet_by_name(name)
        merged = tuple(sheet.merged_cell_ranges or ())
        return Grid(name, _rows(sheet), merged, facts.hidden, dict(facts.dead or {}))

    return _guarded(read)


def _rows(sheet: CalamineSheet) -> list[list[Any]]:
    """Rows from the sheet's own first; equal texts are kept once."""
    once: dict[str, str] = {}
    return [[once.setdefault(cell, cell) if cell.__class__ is str else cell for cell in row]
            for row in sheet.iter_rows()]


def _guarded(read: Any) -> Any:
    """Whatever the reader throws at a damaged file is one refusal; its panics do not derive from Exception."""
    try:
        return read()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        raise damaged() from error
