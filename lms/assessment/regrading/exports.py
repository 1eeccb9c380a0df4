"""The preview, or what was done, as a workbook."""

import datetime as dt
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.assessment.regrading.models import Regrade
from lms.assessment.regrading.selectors import LineRow, all_rows
from lms.assessment.regrading.telling import outcome
from lms.common.sheets import Column, write_sheet
from lms.people.models import User


def workbook(regrade: Regrade, *, by: User, at: dt.datetime) -> bytes:
    return write_sheet(
        title=_("Regrade"), columns=_columns(), rows=_rows(regrade), footnote=_footnote(regrade, by, at)
    )


def file_name(regrade: Regrade) -> str:
    return f"{_('Regrade')}-{regrade.code}-{regrade.pk}.xlsx"


def _columns() -> list[Column]:
    return [
        Column(_("Staff number")), Column(_("Name")), Column(_("Unit"), width=24), Column(_("Course"), width=30),
        Column(_("Attempt"), "int", 8), Column(_("Handed in"), width=18), Column(_("Score before"), "number", 10),
        Column(_("Score after"), "number", 10), Column(_("Result before"), width=10),
        Column(_("Result after"), width=10),
        Column(_("Pass kept"), width=10), Column(_("What follows"), width=34), Column(_("Credit hours"), "number", 10),
    ]


def _rows(regrade: Regrade) -> Iterator[list]:
    return (_row(row) for row in all_rows(regrade))


def _row(row: LineRow) -> list:
    line = row.line
    return [
        row.staff_no, row.name, row.unit, row.course, row.number,
        date_format(localtime(row.handed_in), "SHORT_DATETIME_FORMAT") if row.handed_in else "",
        line.old_score, line.new_score, "" if line.old_passed is None else outcome(line.old_passed),
        outcome(line.new_passed), _("yes") if line.kept else "",
        str(line.get_effect_display()) if row.changed else _("marked by the new rule at hand-in")
        if line.old_score is None else _("no change"),
        line.hours,
    ]


def _footnote(regrade: Regrade, by: User, at: dt.datetime) -> list[str]:
    words = {
        "code": regrade.code, "bank": regrade.bank.title, "versions": "、".join(map(str, regrade.wrong)),
        "way": regrade.get_way_display(), "state": regrade.get_state_display(),
        "at": date_format(localtime(at), "DATETIME_FORMAT"), "by": by,
    }
    return [
        _("Question %(code)s of %(bank)s, wrong versions %(versions)s: %(way)s.") % words,
        _("What was wrong: %(reason)s") % {"reason": regrade.reason},
        _("State: %(state)s. Hours are those of the whole task: of two attempts of one person they count once.")
        % words,
        _("Made %(at)s by %(by)s.") % words,
    ]
