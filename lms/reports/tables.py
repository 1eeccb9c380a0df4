"""The figures as rows with one meaning, whatever door they leave by: xlsx, CSV, JSON or the terminal."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.common.sheets import Column, Sheet, escaped, write_workbook
from lms.reports.selectors.counted import FigureRow
from lms.reports.selectors.figures import behind

XLSX, CSV, JSON = "xlsx", "csv", "json"
BOM = "\ufeff"  # an office opens the file as UTF-8 because of it


@dataclass(frozen=True)
class Heading:
    """One column: its key in JSON, what people read, and the kind of its cells (as in common.sheets)."""

    key: str
    label: Promise
    kind: str = "int"
    width: int = 10


COLUMNS = (
    Heading("unit", _("Unit code"), "text"), Heading("unit_name", _("Unit"), "text", 24),
    Heading("counted", _("Counted"), "text", 16),
    Heading("course", _("Course code"), "text", 12), Heading("course_title", _("Course"), "text", 34),
    Heading("owed", _("Owed")), Heading("completed", _("Completed")),
    Heading("rate", _("Completion rate"), "percent"), Heading("planned", _("Planned by today"), "percent"),
    Heading("schedule", _("Schedule"), "text"),
    Heading("on_time", _("On time")), Heading("on_time_rate", _("On-time rate"), "percent"),
    Heading("overdue", _("Overdue")), Heading("to_sit", _("To sit")),
    Heading("sat", _("Exam takers")), Heading("sat_rate", _("Participation"), "percent"),
    Heading("passed", _("Passed")), Heading("pass_rate", _("Pass rate"), "percent"),
    Heading("average", _("Average"), "number"),
)


def values_of(row: FigureRow) -> dict[str, Any]:
    """Counts and rates are whole numbers, the average has one decimal; None where there is nothing to divide by."""
    figures = row.figures
    return {
        "unit": row.group.unit.code, "unit_name": row.group.unit.name,
        "counted": "alone" if row.group.alone else "below",
        "course": row.course.code, "course_title": row.course.title,
        "owed": figures.owed, "completed": figures.completed, "rate": figures.rate,
        "planned": None if figures.planned is None else int(figures.planned),
        "schedule": None if not figures.owed else "behind" if behind(figures) else "on_schedule",
        "on_time": figures.on_time, "on_time_rate": figures.on_time_rate, "overdue": figures.overdue,
        "to_sit": figures.to_sit, "sat": figures.sat, "sat_rate": figures.sat_rate,
        "passed": figures.passed, "pass_rate": figures.pass_rate, "average": figures.average,
    }


WORDS: dict[str, Promise] = {
    "alone": _("Directly in it"), "below": _("With its sub-units"), "behind": _("Behind"),
    "on_schedule": _("On schedule"),
}


def cells_of(row: FigureRow) -> list[Any]:
    """The values in order of the columns, codes said in words."""
    values = values_of(row)
    for key in ("counted", "schedule"):
        values[key] = values[key] and str(WORDS[values[key]])
    return [values[heading.key] for heading in COLUMNS]


def as_workbook(title: str, rows: Iterable[FigureRow], footnote: Sequence[str]) -> bytes:
    columns = [Column(str(heading.label), heading.kind, heading.width) for heading in COLUMNS]
    return write_workbook([Sheet(title, columns, (cells_of(row) for row in rows), footnote)])


def as_csv(rows: Iterable[FigureRow], footnote: Sequence[str]) -> Iterator[str]:
    """Lines for an office and for a program: a BOM, texts that are no formulas, empty for what there is not."""
    yield BOM + _line([str(heading.label) for heading in COLUMNS])
    for row in rows:
        yield _line(cells_of(row))
    yield _line([])
    for note in footnote:
        yield _line([note])


def _line(values: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([escaped(value) if isinstance(value, str) else value for value in values])
    return out.getvalue()


def as_json(rows: Iterable[FigureRow], about: dict[str, Any], footnote: Sequence[str]) -> str:
    """`about` says unit, day, cycle and what was asked for; `notes` is the footnote of the other files."""
    document = about | {"rows": [plain(values_of(row)) for row in rows], "notes": list(footnote)}
    return json.dumps(document, ensure_ascii=False, indent=1)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Numbers and texts a program reads in any language."""
    return {key: float(value) if isinstance(value, Decimal) else value for key, value in values.items()}


def about(unit_code: str, on: dt.date, cycle: str, asked: dict[str, str]) -> dict[str, Any]:
    return {"unit": unit_code, "on": f"{on}", "cycle": cycle, "only": asked}
