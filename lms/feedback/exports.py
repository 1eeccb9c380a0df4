"""The office's list as a workbook."""

import datetime as dt
from collections.abc import Iterable

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lms.common import clock
from lms.common.sheets import Column, Sheet, write_workbook
from lms.feedback.selectors import CaseRow, Wanted
from lms.people.models import User


def cases_sheet(rows: Iterable[CaseRow], wanted: Wanted, *, by: User, at: dt.datetime) -> bytes:
    """One sheet; whoever gave no name has none here either."""
    columns = [
        Column(_("Receipt number"), width=16), Column(_("Kind"), width=12), Column(_("Person"), width=18),
        Column(_("Unit"), width=22), Column(_("About"), width=30), Column(_("Text"), width=60),
        Column(_("What the record said"), width=40), Column(_("Sent"), "date", 12),
        Column(_("Answer promised by"), "date", 12), Column(_("State"), width=10), Column(_("Outcome"), width=10),
        Column(_("Answer"), width=60), Column(_("Answered on"), "date", 12), Column(_("Answered by"), width=14),
    ]
    return write_workbook([Sheet(_("Feedback and complaints"), columns, map(_cells, rows), _notes(wanted, by, at))])


def _cells(row: CaseRow) -> list:
    case = row.case
    text = f"{case.text}\n{case.addition}".strip()
    return [
        case.number, case.get_kind_display(), row.who or _("without a name"), row.unit, row.about, text,
        case.record_said, clock.day_of(case.sent_at), case.promised_on,
        _("overdue") if row.late else case.get_state_display(), case.get_verdict_display() if case.verdict else "",
        case.answer, clock.day_of(case.answered_at) if case.answered_at else None,
        case.answered_by.full_name if case.answered_by else "",
    ]


def _notes(wanted: Wanted, by: User, at: dt.datetime) -> list[str]:
    moment = formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
    only = "; ".join(f"{name}={value}" for name, value in wanted.values().items())
    return [
        _("Scope: what this office answers. Promised days are working days."), *([only] if only else []),
        _("Exported at %(moment)s") % {"moment": moment},
        _("Exported by %(name)s (%(staff_no)s)") % {"name": by.full_name, "staff_no": by.staff_no},
    ]
