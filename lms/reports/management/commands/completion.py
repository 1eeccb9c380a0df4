"""Completion figures on the terminal, the same as on the page."""

import datetime as dt
import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lms.common import clock
from lms.people.models import Department
from lms.reports.selectors import UnitCourseRow, completion_figures

COLUMNS = (
    "unit", "unit_name", "course", "course_title", "owed", "completed", "on_time", "overdue", "sat", "passed",
    "average", "rate",
)


class Command(BaseCommand):
    help = "Completion per unit (with its sub-units) and course, as of the end of a day."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--unit", metavar="CODE", help="only this unit and its sub-units")
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day; today when left out")
        parser.add_argument("--cycle", metavar="YEAR", help="the cycle; the year of the day when left out")
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *args, **options) -> None:
        on = _day(options["on"])
        units = _units(options["unit"])
        rows = completion_figures(units, on, options["cycle"] or clock.cycle_of(on))
        written = [as_row(row) for row in rows]
        self.stdout.write(json.dumps(written, ensure_ascii=False, indent=1) if options["json"] else as_table(written))


def _day(text: str | None) -> dt.date:
    if not text:
        return clock.today()
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise CommandError(_("“%(text)s” is not a day; write it as YYYY-MM-DD.") % {"text": text}) from None


def _units(code: str | None) -> list[Department]:
    if not code:
        return list(Department.objects.all())
    unit = Department.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(_("There is no unit with the code “%(code)s”.") % {"code": code})
    return list(Department.objects.below(unit))


def as_row(row: UnitCourseRow) -> dict:
    """Counts are whole numbers; the average is a number with one decimal or null, the rate whole or null."""
    figures = row.figures
    return {
        "unit": row.unit.code, "unit_name": row.unit.name, "course": row.course.code,
        "course_title": row.course.title, "owed": figures.owed, "completed": figures.completed,
        "on_time": figures.on_time, "overdue": figures.overdue, "sat": figures.sat, "passed": figures.passed,
        "average": None if figures.average is None else float(figures.average), "rate": figures.rate,
    }


def as_table(rows: list[dict]) -> str:
    lines = ["\t".join(COLUMNS)]
    lines += ["\t".join("—" if row[name] is None else str(row[name]) for name in COLUMNS) for row in rows]
    return "\n".join(lines)
