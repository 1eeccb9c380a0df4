"""The unit's figures as a workbook: a summary and the people behind it."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lms.common.sheets import XLSX, Column, Sheet, write_workbook
from lms.people.models import Department, User
from lms.reports import tables
from lms.reports.rules import Figures
from lms.reports.selectors.counted import Counted, figure_rows, groups_of
from lms.reports.selectors.facts import CourseRow
from lms.reports.selectors.figures import behind, overall
from lms.reports.selectors.lists import Listed, Tell, list_rows
from lms.reports.selectors.period import PeriodPage
from lms.reports.selectors.wanted import Wanted
from lms.reports.wording import PERIOD_DEFINITIONS, UNIT_DEFINITIONS, change_words, only_words

FILE_TYPES = {
    tables.XLSX: XLSX, tables.CSV: "text/csv; charset=utf-8", tables.JSON: "application/json; charset=utf-8",
}


def unit_sheets(
    data: Counted, *, by: User, at: dt.datetime, tell: Tell = lambda done: None
) -> list[Sheet]:
    """Course by course, then everyone with what he owes, row by row."""
    footnote = footnote_of(data, by, at)
    listed = Listed(data.unit, data.on, data.cycle, data.wanted)
    return [
        Sheet(_("Summary"), summary_columns(), summary_rows(data.by_course), footnote),
        Sheet(_("People"), people_columns(), list_rows(listed, tell), footnote),
    ]


def figures_file(data: Counted, kind: str, *, by: User, at: dt.datetime) -> str | bytes:
    """What the matrix of units and courses shows, as a file of that kind."""
    rows, notes = figure_rows(data, groups_of(data)), footnote_of(data, by, at)
    if kind == tables.JSON:
        return tables.as_json(rows, tables.about(data.unit.code, data.on, data.cycle, asked_of(data)), notes)
    if kind == tables.CSV:
        return "".join(tables.as_csv(rows, notes))
    return tables.as_workbook(_("Figures"), rows, notes)


def figures_name(data: Counted, kind: str) -> str:
    name = _("%(unit)s figures %(day)s") % {"unit": data.unit.name, "day": data.on}
    return f"{name}.{kind}"


def asked_of(data: Counted) -> dict[str, str]:
    return {name: value for name, value in vars(data.wanted).items() if value}


def summary_columns() -> list[Column]:
    counts = [(_("Owed"), "int"), (_("Completed"), "int"), (_("Completion rate"), "percent"),
              (_("Planned by today"), "percent"), (_("On time"), "int"), (_("Overdue"), "int"),
              (_("Exam takers"), "int"),
              (_("Participation"), "percent"), (_("Passed"), "int"), (_("Pass rate"), "percent"),
              (_("Average"), "number")]
    return [Column(_("Course code"), width=12), Column(_("Course"), width=34),
            *(Column(label, kind, 10) for label, kind in counts), Column(_("Schedule"), width=10)]


def summary_rows(rows: list[tuple[CourseRow, Figures]]) -> Iterator[list]:
    for course, figures in rows:
        yield _summary(course.code, course.title, figures)
    yield _summary("", _("Total"), overall(rows))


def _summary(code: str, title: str, figures: Figures) -> list:
    planned = None if figures.planned is None else int(figures.planned)
    return [
        code, title, figures.owed, figures.completed, figures.rate, planned, figures.on_time, figures.overdue,
        figures.sat, figures.sat_rate, figures.passed, figures.pass_rate, figures.average,
        _("Behind") if behind(figures) else _("On schedule"),
    ]


def people_columns() -> list[Column]:
    return [
        Column(_("Staff number"), width=12), Column(_("Name"), width=14), Column(_("Unit"), width=22),
        Column(_("Post"), width=14), Column(_("Course code"), width=12), Column(_("Course"), width=34),
        Column(_("Due"), "date", 12), Column(_("State"), width=10), Column(_("Completed on"), "date", 12),
        Column(_("Grade"), "number", 8),
    ]


def period_sheet(page: PeriodPage, *, by: User, at: dt.datetime) -> bytes:
    """The period report as a workbook of one sheet."""
    rows = [[line.unit.code, line.name, line.completions, line.people, line.average,
             "; ".join(change_words(change) for change in line.changes)] for line in page.lines]
    return write_workbook([Sheet(
        _("Period report"),
        [Column(_("Code"), width=10), Column(_("Unit"), width=30), Column(_("Completions"), "int"),
         Column(_("People"), "int"), Column(_("Average"), "number"), Column(_("Note"), width=40)],
        [*rows, ["", _("Total"), page.completions, page.people, page.average, page.wanted.course]],
        [_("Scope: %(count)s units, %(since)s to %(until)s") % {
            "count": len(page.lines), "since": page.from_on, "until": page.to_on},
         *(_("Only: %(what)s") % {"what": words} for words in only_words(page.wanted)),
         *exported(by, at), _("Definitions"), *defined(PERIOD_DEFINITIONS)],
    )])


def period_name(page: PeriodPage) -> str:
    return _("Completions %(since)s to %(until)s") % {"since": page.from_on, "until": page.to_on} + ".xlsx"


def footnote_of(data: Counted, by: User, at: dt.datetime) -> list[str]:
    """Time, scope, definitions and exporter."""
    return [*scope_lines(data.unit, data.on, data.cycle, data.wanted), *exported(by, at), _("Definitions"),
            *defined(UNIT_DEFINITIONS)]


def scope_lines(unit: Department, on: dt.date, cycle: str, wanted: Wanted) -> list[str]:
    return [
        _("Scope: %(unit)s with its sub-units, cycle %(cycle)s") % {"unit": unit.name, "cycle": cycle},
        _("As of the end of %(day)s") % {"day": formats.date_format(on, "DATE_FORMAT")},
        *(_("Only: %(what)s") % {"what": words} for words in only_words(wanted)),
    ]


def exported(by: User, at: dt.datetime) -> list[str]:
    moment = formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
    return [_("Exported at %(moment)s") % {"moment": moment},
            _("Exported by %(name)s (%(staff_no)s)") % {"name": by.full_name, "staff_no": by.staff_no}]


def defined(definitions: Iterable[tuple]) -> list[str]:
    return [f"{term}: {meaning}" for term, meaning in definitions]
