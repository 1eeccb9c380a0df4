"""Giving courses to people."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.audit.services import record
from lms.common import clock
from lms.curricula.models import Assignment, Curriculum
from lms.curricula.selectors import CourseLine, PersonRow, preview
from lms.notices.models import Notice
from lms.people.models import User
from lms.study.services_bulk import enrol_many

PEOPLE_AT_A_TIME = 500
BATCH = 500
DESK = "/"  # home stands above this room: its address, not its name

Tell = Callable[[int, int], None]  # how many people of how many are done


def untold(done: int, total: int) -> None:
    """Nobody watches."""


class AssignRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """The curriculum cannot be assigned. Its text is for HR."""


@dataclass(frozen=True)
class AssignResult:
    """New assignments, those that were there already, and the people who got something new."""

    created: int
    existing: int
    people: int


def assign(*, curriculum: Curriculum, by: User | None, on: dt.date, tell: Tell = untold) -> AssignResult:
    """Give each person the rules name each course he has not been given this cycle; one notice a person.

    Writes what `selectors.preview` shows, some hundreds of people a transaction: whoever has been reached has all of
    his, and is logged. Stopped half-way and begun again, it gives the rest; a second run changes nothing.
    Raises AssignRefused when retired, and whatever `tell` raises between two transactions.
    """
    with translation.override(settings.LANGUAGE_CODE):  # what is kept is in the bureau's language
        _refuse_retired(curriculum, on)
        shown = preview(curriculum, on)
        receiving = shown.of("new")
        for first in range(0, len(receiving), PEOPLE_AT_A_TIME):
            tell(first, len(receiving))
            _give(curriculum, receiving[first:first + PEOPLE_AT_A_TIME], by, on)
    return AssignResult(shown.tasks, sum(len(row.owed) for row in shown.rows), len(receiving))


def _refuse_retired(curriculum: Curriculum, on: dt.date) -> None:
    if curriculum.retired_on and curriculum.retired_on <= on:
        raise AssignRefused(_("This curriculum has been retired; nothing was assigned."))


@transaction.atomic
def _give(curriculum: Curriculum, rows: Sequence[PersonRow], by: User | None, on: dt.date) -> None:
    """The curriculum is locked, so that who retires it stops what is still to be given."""
    _refuse_retired(Curriculum.objects.select_for_update().get(pk=curriculum.pk), on)
    at = clock.now()
    given = [_assignment(curriculum, row, line, on) for row in rows for line in row.new]
    Assignment.objects.bulk_create(given, ignore_conflicts=True, batch_size=BATCH)
    enrol_many(pairs=((row.person_id, row.course_id) for row in given), cycle=curriculum.cycle, at=at)
    notices = [_notice(curriculum, row, on, at) for row in rows]
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=BATCH)
    record(action="curricula.assign", actor=by, target=curriculum.code, at=at,
           detail={"on": f"{on}", "created": len(given), "people": len(rows)})


def _assignment(curriculum: Curriculum, row: PersonRow, line: CourseLine, on: dt.date) -> Assignment:
    return Assignment(
        person_id=row.person_id, course_id=line.course_id, cycle=curriculum.cycle, curriculum=curriculum,
        required=curriculum.required and line.required, reason=row.reason[:200], basis=curriculum.basis,
        issued_on=max(on, curriculum.issued_on), due_on=row.due_on,
    )


def _notice(curriculum: Curriculum, row: PersonRow, on: dt.date, at: dt.datetime) -> Notice:
    """The key names person, curriculum and day: one notice, however many courses."""
    due = formats.date_format(row.due_on, "DATE_FORMAT")
    subject = ngettext("%(title)s: a course to finish by %(due)s", "%(title)s: %(count)d courses to finish by %(due)s",
                       len(row.new)) % {"title": curriculum.title, "count": len(row.new), "due": due}
    lines = [line.title for line in row.new]
    lines.append(_("Why: %(why)s") % {"why": row.reason})
    lines.append(_("Basis: %(basis)s") % {"basis": curriculum.basis})
    return Notice(
        person_id=row.person_id, key=f"curricula.assign:{curriculum.code}:{row.staff_no}:{on}", subject=subject[:200],
        body="\n".join(lines), url=DESK, created_at=at,
    )
