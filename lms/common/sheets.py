"""Excel out: frozen header, 工号 as text, formulas dead, and a footnote that says what the figures mean."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_000  # a sheet ends at 1,048,576, and a footnote follows
BOM = "\ufeff"  # without it Excel takes UTF-8 for the local code page
FORMATS = {"text": "@", "int": "0", "number": "0.0#", "percent": '0"%"', "date": "yyyy-mm-dd"}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """One column: its head, its kind (text, int, number, percent, date) and its width in characters."""

    label: str
    kind: str = "text"
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook. `footnote` lines state time, scope, definition and exporter (design 1, exports)."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    footnote: Sequence[str] = field(default_factory=tuple)


def escaped(text: str) -> str:
    """A text that a spreadsheet will not take for a formula, also after it was saved as CSV."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The workbook's bytes; rows are written as they come, in constant memory."""
    buffer = io.BytesIO()
    write_workbook_to(buffer, sheets)
    return buffer.getvalue()


def write_workbook_to(target: BinaryIO | Path, sheets: Iterable[Sheet]) -> None:
    """The same into a file: what is written so far never stands in memory."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        for sheet in sheets:
            _write_sheet(book, sheet)


def csv_lines(sheet: Sheet) -> Iterator[str]:
    """The sheet as CSV that Excel opens rightly: a byte-order mark, CRLF, formulas dead, the footnote at the end."""
    yield BOM + _csv_line([column.label for column in sheet.columns])
    for row in sheet.rows:
        yield _csv_line(["" if value is None else escaped(value) if isinstance(value, str) else value for value in row])
    yield _csv_line([])
    for line in sheet.footnote:
        yield _csv_line([escaped(line)])


class _Echo:
    """What csv.writer needs of a file: it hands back the line it was given."""

    @staticmethod
    def write(line: str) -> str:
        return line


_csv_line = csv.writer(_Echo()).writerow


def write_sheet(
    *, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], footnote: Sequence[str]
) -> bytes:
    """A workbook of one sheet."""
    return write_workbook([Sheet(title, columns, rows, footnote)])


def sheet_response(content: bytes | str, filename: str) -> HttpResponse:
    """A download whose Chinese file name every browser reads."""
    plain = f"export.{filename.rpartition('.')[2]}"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename)}"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def _write_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.title[:31])
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF7", "text_wrap": True})
    formats = {kind: book.add_format({"num_format": code}) for kind, code in FORMATS.items()}
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width)
        page.write_string(0, number, column.label, head)
    page.freeze_panes(1, 0)
    styles = [formats[column.kind] for column in sheet.columns]
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        if len(row) != len(styles):
            raise ValueError(f"Row {last} has {len(row)} cells for {len(styles)} columns.")
        for number, value in enumerate(row):
            _write_cell(page, last, number, value, styles[number])
    for number, line in enumerate(sheet.footnote, start=last + 2):
        page.write_string(number, 0, line)


def _write_cell(page, row: int, number: int, value: Any, style) -> None:
    """By the value's kind at once: the library's own `write` looks through every kind there is."""
    kind = type(value)
    if kind is str:
        page.write_string(row, number, escaped(value), style)
    elif value is None:
        page.write_string(row, number, "—")
    elif kind is dt.date:
        page.write_datetime(row, number, value, style)
    elif kind in (int, float, Decimal):
        page.write_number(row, number, value, style)
    else:
        page.write(row, number, escaped(str(value)) if isinstance(value, str) else value, style)
