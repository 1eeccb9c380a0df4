"""The unit's figures as a workbook: a summary and the people behind it."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lms.common.sheets import XLSX, Column, Sheet, write_workbook
from lms.people.models import Department, User
from lms.reports import tables
from lms.reports.rules import Fact, Figures, state
from lms.reports.selectors.counted import Counted, figure_rows, groups_of
from lms.reports.selectors.facts import CourseRow
from lms.reports.selectors.figures import behind, by_course, overall
from lms.reports.selectors.matrix import WORDS, started
from lms.reports.selectors.names import by_person, in_bureau_order, people_by_id
from lms.reports.selectors.period import PeriodPage
from lms.reports.wording import PERIOD_DEFINITIONS, UNIT_DEFINITIONS, change_words, only_words

FILE_TYPES = {
    tables.XLSX: XLSX, tables.CSV: "text/csv; charset=utf-8", tables.JSON: "application/json; charset=utf-8",
}
BATCH = 500  # people named at a time


def unit_workbook(data: Counted, *, by: User, at: dt.datetime) -> bytes:
    """Course by course, then everyone with what he owes."""
    courses, units = list(data.given), list(data.units)
    rows = by_course(data.own, courses)
    footnote = footnote_of(data, by, at)
    return write_workbook([
        Sheet(_("Summary"), summary_columns(), summary_rows(rows), footnote),
        Sheet(_("People"), people_columns(), people_rows(data.facts, courses, units, data.on, data.cycle), footnote),
    ])


def figures_file(data: Counted, kind: str, *, by: User, at: dt.datetime) -> str | bytes:
    """What the matrix of units and courses shows, as a file of that kind."""
    rows, notes = figure_rows(data, groups_of(data)), footnote_of(data, by, at)
    if kind == tables.JSON:
        return tables.as_json(rows, tables.about(data.unit.code, data.on, data.cycle, asked_of(data)), notes)
    if kind == tables.CSV:
        return "".join(tables.as_csv(rows, notes))
    return tables.as_workbook(_("Figures"), rows, notes)


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


def people_rows(
    facts: list[Fact], courses: list[CourseRow], units: list[Department], on: dt.date, cycle: str
) -> Iterator[list]:
    """One row for a person and course, in the bureau's order. Of the paused only that they are."""
    order, owed = in_bureau_order(units, on), by_person(facts)
    for start in range(0, len(order), BATCH):
        ids = order[start:start + BATCH]
        names, begun = people_by_id(ids, on), started(ids, on, cycle)
        for pk in ids:
            person, tasks = names[pk], owed.get(pk, {})
            for course in courses:
                if fact := tasks.get(course.pk):
                    known = [person.staff_no, person.name, person.unit, person.post, course.code, course.title]
                    yield known + _outcome(fact, on, (pk, course.pk) in begun)


def _outcome(fact: Fact, on: dt.date, begun: bool) -> list:
    word = str(WORDS[state(fact, on, begun)])
    return [None, word, None, None] if fact.paused else [fact.due, word, fact.completed_on, fact.best]


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


def footnote_of(data: Counted, by: User, at: dt.datetime) -> list[str]:
    """Time, scope, definitions and exporter."""
    lines = [
        _("Scope: %(unit)s with its sub-units, cycle %(cycle)s") % {"unit": data.unit.name, "cycle": data.cycle},
        _("As of the end of %(day)s") % {"day": formats.date_format(data.on, "DATE_FORMAT")},
        *(_("Only: %(what)s") % {"what": words} for words in only_words(data.wanted)),
    ]
    return [*lines, *exported(by, at), _("Definitions"), *defined(UNIT_DEFINITIONS)]


def exported(by: User, at: dt.datetime) -> list[str]:
    moment = formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
    return [_("Exported at %(moment)s") % {"moment": moment},
            _("Exported by %(name)s (%(staff_no)s)") % {"name": by.full_name, "staff_no": by.staff_no}]


def defined(definitions: Iterable[tuple]) -> list[str]:
    return [f"{term}: {meaning}" for term, meaning in definitions]
