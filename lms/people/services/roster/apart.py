"""The reader of old .xls files in a process of its own.

It allocates what a file's records claim: a crafted file of six kilobytes asked for a terabyte and took the whole
process with it (python-calamine 0.9.1). Here only this child dies, of its limits. Nothing of the project is imported,
so that it starts quickly; what it says comes back as JSON, which cannot do anything.
"""

import datetime as dt
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

SECONDS, BYTES = 60, 1024 * 1024 * 1024


@dataclass(frozen=True)
class Sheet:
    """One sheet as the reader gives it; rows from the sheet's first, `merged` from 0. A hidden one has no rows."""

    name: str
    visible: bool
    rows: list[list[Any]]
    merged: list[Any]


class ReaderFailed(ValueError):  # noqa: N818
    """The child found no workbook, or died of it."""


def read_apart(content: bytes) -> list[Sheet]:
    """All sheets of a .xls. Raises ReaderFailed; never takes longer than a minute nor more than a gigabyte."""
    command = [sys.executable, "-I", __file__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
        if done.returncode:
            raise ReaderFailed(done.stderr[-200:].decode(errors="replace"))
        return [Sheet(**sheet) for sheet in json.loads(done.stdout, object_hook=_revived)]
    except (subprocess.TimeoutExpired, json.JSONDecodeError, TypeError) as error:
        raise ReaderFailed(str(error)) from error


def _revived(value: dict) -> Any:
    if "day" in value:
        return dt.date.fromisoformat(value["day"])
    return dt.timedelta() if "time" in value else value


def _as_json(value: Any) -> dict[str, str]:
    """Days as days; times and spans only as the fact that they are no text."""
    return {"day": value.isoformat()[:10]} if isinstance(value, dt.date) else {"time": str(value)}


def main() -> None:
    """In the child: a workbook on standard input, its sheets as JSON on standard output."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    _limit()
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = []
    for number, meta in enumerate(book.sheets_metadata):
        shown = meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
        sheet = book.get_sheet_by_index(number) if shown else None
        sheets.append({
            "name": meta.name, "visible": shown, "rows": list(sheet.iter_rows()) if sheet else [],
            "merged": (sheet.merged_cell_ranges or []) if sheet else [],
        })
    json.dump(sheets, sys.stdout, default=_as_json)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows, where only the time is limited
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


if __name__ == "__main__":
    main()
