"""Excel out: frozen header, 工号 as text, formulas dead, and a footnote that says what the figures mean."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        for sheet in sheets:
            _write_sheet(book, sheet)
    return buffer.getvalue()


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
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for number, (value, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write_cell(page, last, number, value, formats[column.kind])
    for number, line in enumerate(sheet.footnote, start=last + 2):
        page.write_string(number, 0, line)


def _write_cell(page, row: int, number: int, value: Any, style) -> None:
    if value is None:
        page.write_string(row, number, "—")
    elif isinstance(value, str):
        page.write_string(row, number, escaped(value), style)
    else:
        page.write(row, number, value, style)
