"""The verb: import a roster."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from lms.common import clock
from lms.people.models import User
from lms.people.services.roster.comparing import Known, compare, known_people, known_units
from lms.people.services.roster.reading import read_lines
from lms.people.services.roster.sheet import read_table
from lms.people.services.roster.values import Change, Refusal, Report, Table
from lms.people.services.roster.writing import Writer, keep_run


@transaction.atomic
def import_roster(
    *, content: bytes, file_name: str, commit: bool = False, by: User | None = None, password: str | None = None,
    on: dt.date | None = None,
) -> Report:
    """Judge a workbook row by row; with `commit` and nothing refused, write all of it.

    The same file again changes nothing. New people get `password`, to be changed at first sign-in, or none at all.
    `on` stands for today in tests.
    Raises RosterUnreadable when the file holds no roster.
    """
    today = on or clock.today()
    table = read_table(content)
    units, keys = known_units()
    lines, refused = read_lines(table, today=today, units=units)
    known = known_people(lines, today)
    new, changed, unchanged, held = compare(table, lines, known)
    stuck = _too_fresh(changed, known, table, today)
    refusals = tuple(sorted([*refused, *held, *stuck], key=lambda refusal: refusal.row))
    written = commit and not refusals
    report = Report(tuple(new), tuple(changed), unchanged, refusals, table.ignored, committed=written)
    if written and (new or changed):
        Writer(known=known, units=keys, today=today, drawn_up_on=table.drawn_up_on, password=password).write(report)
        keep_run(report, known, content=content, file_name=file_name, by=by)
    return report


def _too_fresh(changed: list[Change], known: Known, table: Table, today: dt.date) -> list[Refusal]:
    """A post that began today cannot end before it: correct it by hand or import tomorrow."""
    refusals = []
    for change in changed:
        post = known.post_of(change.line)
        if post and Writer.moves(change) and change.line.state != "left" and post.from_on >= today:
            reason = _("The present post begins on %(day)s; it cannot end before that.") % {"day": post.from_on}
            refusals.append(Refusal(change.line.row, table.heads["post"], change.line.post, reason))
    return refusals
