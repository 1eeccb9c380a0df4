"""Completion figures on the terminal, the same as on the page and in its files."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lms.common import clock
from lms.people.models import Category, Department
from lms.reports import selectors
from lms.reports.tables import COLUMNS, plain, values_of


class Command(BaseCommand):
    help = "Completion per unit (with its sub-units) and course, as of the end of a day."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--unit", metavar="CODE", help="only this unit and its sub-units")
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day; today when left out")
        parser.add_argument("--cycle", metavar="YEAR", help="the cycle; the year of the day when left out")
        parser.add_argument("--course", metavar="CODE", default="", help="only this course")
        parser.add_argument("--subject", metavar="WORDS", default="", help="only courses the catalogue files here")
        parser.add_argument("--curriculum", metavar="CODE", default="", help="only what this curriculum asks for")
        parser.add_argument("--category", choices=Category.values, default="", help="only staff of this category")
        parser.add_argument(
            "--direct", action="store_true",
            help="as the page shows it: the unit, those directly in it and the units directly below",
        )
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *args, **options) -> None:
        rows = [plain(row) for unit in _tops(options["unit"]) for row in _rows(unit, options)]
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) if options["json"] else as_table(rows))


def _rows(unit: Department, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    on = _day(options["on"])
    wanted = selectors.Wanted(**{name: options[name] for name in vars(selectors.ALL)})
    data = selectors.counted(unit, on, options["cycle"] or clock.cycle_of(on), wanted, deep=not options["direct"])
    groups = selectors.groups_of(data) if options["direct"] else selectors.every_unit(data)
    return (values_of(row) for row in selectors.figure_rows(data, groups))


def _day(text: str | None) -> dt.date:
    if not text:
        return clock.today()
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise CommandError(_("“%(text)s” is not a day; write it as YYYY-MM-DD.") % {"text": text}) from None


def _tops(code: str | None) -> list[Department]:
    """The unit asked for; left out, the whole bureau."""
    if not code:
        return list(Department.get_root_nodes())
    unit = Department.objects.filter(code=code).first()
    if unit is None:
        raise CommandError(_("There is no unit with the code “%(code)s”.") % {"code": code})
    return [unit]


def as_table(rows: list[dict[str, Any]]) -> str:
    keys = [heading.key for heading in COLUMNS]
    lines = ["\t".join(keys)]
    lines += ["\t".join("—" if row[key] is None else str(row[key]) for key in keys) for row in rows]
    return "\n".join(lines)
