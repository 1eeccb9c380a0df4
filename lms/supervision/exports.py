"""A snapshot as a workbook: units with their sub-units, courses, and each unit's own line, as they were frozen."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lms.common.sheets import Column, Sheet, write_workbook
from lms.people.models import User
from lms.reports.rules import Figures
from lms.supervision.models import Snapshot
from lms.supervision.selectors import snapshot_page
from lms.supervision.selectors.snapshots import Line, as_figures


def snapshot_workbook(snapshot: Snapshot, *, by: User, at: dt.datetime) -> bytes:
    """Three sheets and their footnote: time, hash, scope, definitions, exporter. No names of people."""
    page = snapshot_page(snapshot)
    assert page is not None  # noqa: S101 - the whole bureau is always there
    notes = _footnote(snapshot, page.whole, by, at)
    kinds = _figure_columns(page.planned)

    def rows(lines: Iterable[Line]) -> Iterator[list]:
        for line in lines:
            yield [line.code, line.name, *_cells(line.figures, page.planned)]
        yield ["", _("Total"), *_cells(page.total, page.planned)]

    named = [Column(_("Code"), width=10), Column(_("Name"), width=34)]
    return write_workbook([
        Sheet(_("Units, each with its sub-units"), [*named, *kinds], rows(page.units), notes),
        Sheet(_("Courses"), [*named, *kinds], rows(page.courses), notes),
        Sheet(_("Units alone × courses"), [*named, *named, *kinds], _alone(snapshot, page.planned), notes),
    ])


def _alone(snapshot: Snapshot, planned: bool) -> Iterator[list]:
    for line in snapshot.frozen.all():
        yield [line.unit_code, line.unit_name, line.course_code, line.course_title,
               *_cells(as_figures(line), planned)]


def _figure_columns(planned: bool) -> list[Column]:
    kinds = [(_("Owed"), "int"), (_("Completed"), "int"), (_("Completion rate"), "percent"),
             *([(_("Planned by the day"), "percent")] if planned else []), (_("On time"), "int"),
             (_("On-time rate"), "percent"), (_("Overdue"), "int"), (_("To sit"), "int"), (_("Sat"), "int"),
             (_("Participation"), "percent"), (_("Passed"), "int"), (_("Pass rate"), "percent"),
             (_("Average"), "number")]
    return [Column(label, kind, 10) for label, kind in kinds]


def _cells(figures: Figures, planned: bool) -> list:
    plan = [None if figures.planned is None else int(figures.planned)] if planned else []
    return [figures.owed, figures.completed, figures.rate, *plan, figures.on_time, figures.on_time_rate,
            figures.overdue, figures.to_sit, figures.sat, figures.sat_rate, figures.passed, figures.pass_rate,
            figures.average]


def _footnote(snapshot: Snapshot, whole: bool, by: User, at: dt.datetime) -> list[str]:
    def moment(value: dt.datetime) -> str:
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")

    return [
        _("As of the end of %(day)s") % {"day": formats.date_format(snapshot.on, "DATE_FORMAT")},
        _("Scope: the whole bureau, cycle %(cycle)s; in the bureau's order, not a ranking") % {"cycle": snapshot.cycle},
        _("Frozen %(at)s") % {"at": moment(snapshot.frozen_at)},
        f"SHA-256 {snapshot.digest}" if whole else _("These figures are not the ones that were frozen."),
        _("Exported at %(moment)s") % {"moment": moment(at)},
        _("Exported by %(name)s (%(staff_no)s)") % {"name": by.full_name, "staff_no": by.staff_no},
        _("Definitions"), *(f"{term}: {meaning}" for term, meaning in snapshot.definitions),
    ]
