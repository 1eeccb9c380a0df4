"""Giving courses to people, and ending what is no longer owed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.audit.services import record
from lms.common import clock
from lms.curricula.audience import members, serving
from lms.curricula.models import Assignment, Curriculum
from lms.curricula.selectors import PersonRow, preview, unfinished
from lms.notices.models import Notice
from lms.people.models import PersonState, User
from lms.study.services_bulk import enrol_many

BATCH = 500
DESK = "/"  # home stands above this room: its address, not its name
RETIRED = "退休"  # how rosters and HR write the reason


class AssignRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """The curriculum cannot be assigned. Its text is for HR."""


@dataclass(frozen=True)
class AssignResult:
    """New assignments, those that were there already, and the people who got something new."""

    created: int
    existing: int
    people: int


@dataclass(frozen=True)
class ReconcileResult:
    assigned: AssignResult
    reopened: int
    closed: int


@transaction.atomic
def assign(*, curriculum: Curriculum, by: User | None, on: dt.date) -> AssignResult:
    """Give each person the rules name each course he has not been given this cycle; one notice a person.

    Writes what `selectors.preview` shows; a second run changes nothing. Raises AssignRefused when retired.
    """
    curriculum = Curriculum.objects.select_for_update().get(pk=curriculum.pk)
    if curriculum.retired_on and curriculum.retired_on <= on:
        raise AssignRefused(_("This curriculum has been retired; nothing was assigned."))
    with translation.override(settings.LANGUAGE_CODE):  # what is kept is in the bureau's language
        shown = preview(curriculum, on)
        receiving = shown.of("new")
        _write(curriculum, receiving, on)
    result = AssignResult(shown.tasks, sum(len(row.owed) for row in shown.rows), len(receiving))
    if result.created:
        record(action="curricula.assign", actor=by, target=curriculum.code,
               detail={"on": f"{on}", "created": result.created, "people": result.people})
    return result


def _write(curriculum: Curriculum, rows: Iterable[PersonRow], on: dt.date) -> None:
    at = clock.now()
    given = [_assignment(curriculum, row, line.course_id, on) for row in rows for line in row.new]
    Assignment.objects.bulk_create(given, ignore_conflicts=True, batch_size=BATCH)
    enrol_many(pairs=((row.person_id, row.course_id) for row in given), cycle=curriculum.cycle, at=at)
    notices = [_notice(curriculum, row, on, at) for row in rows]
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=BATCH)


def _assignment(curriculum: Curriculum, row: PersonRow, course_id: int, on: dt.date) -> Assignment:
    return Assignment(
        person_id=row.person_id, course_id=course_id, cycle=curriculum.cycle, curriculum=curriculum,
        required=curriculum.required, reason=row.reason[:200], basis=curriculum.basis,
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


@transaction.atomic
def close_assignment(*, assignment: Assignment, on: dt.date, reason: str, by: User | None = None) -> bool:
    """No longer owed from `on`; `reason` is one of Assignment.Closed. False when it was closed before."""
    closed = Assignment.objects.filter(pk=assignment.pk, closed_on__isnull=True).update(
        closed_on=on, closed_reason=Assignment.Closed(reason).value
    )
    if closed:
        assignment.refresh_from_db(fields=["closed_on", "closed_reason"])
        record(action="curricula.close", actor=by, target=f"{assignment.person.staff_no} {assignment.course.code}",
               detail={"on": f"{on}", "reason": reason, "cycle": assignment.cycle})
    return bool(closed)


@transaction.atomic
def reconcile(*, curriculum: Curriculum, by: User | None, on: dt.date) -> ReconcileResult:
    """Joiners get it, those no longer named are released (finished work stays), the returned owe it again."""
    assigned = assign(curriculum=curriculum, by=by, on=on)
    reopened = _reopen(curriculum, serving(members(curriculum, on)), by)
    return ReconcileResult(assigned, reopened, release(curriculum=curriculum, by=by, on=on))


def _reopen(curriculum: Curriculum, named: set[int], by: User | None) -> int:
    """Named again after a change of post: owed as before, and nobody is told twice."""
    closed = Assignment.objects.filter(curriculum=curriculum, closed_reason=Assignment.Closed.POST_CHANGE)
    back = [pk for pk, person_id in closed.values_list("pk", "person_id") if person_id in named]
    if back:
        Assignment.objects.filter(pk__in=back).update(closed_on=None, closed_reason="")
        record(action="curricula.reopen", actor=by, target=curriculum.code, detail={"assignments": len(back)})
    return len(back)


@transaction.atomic
def release(*, curriculum: Curriculum, by: User | None, on: dt.date) -> int:
    """Close what people no longer named have not finished, unless another curriculum asks the same of them.

    How many were closed. Finished work stays, and so does the record of the rest.
    """
    named = serving(members(curriculum, on))
    rows = unfinished(curriculum).select_related("person", "course")
    ending = [row for row in rows if row.person_id not in named]
    if not ending:
        return 0
    left, others = _leavers(ending), _others(curriculum, on)
    closed = 0
    for row in ending:
        heir = next((other for other, courses, people in others
                     if row.course_id in courses and row.person_id in people), None)
        if heir and row.person_id not in left:
            Assignment.objects.filter(pk=row.pk).update(curriculum=heir)
        else:
            closed += _close_for(row, left, by, on)
    return closed


def _close_for(row: Assignment, left: dict[int, PersonState], by: User | None, on: dt.date) -> bool:
    state = left.get(row.person_id)
    if state is None:
        return close_assignment(assignment=row, on=on, reason=Assignment.Closed.POST_CHANGE, by=by)
    reason = Assignment.Closed.RETIRED if RETIRED in state.reason else Assignment.Closed.LEFT
    return close_assignment(assignment=row, on=state.from_on, reason=reason, by=by)


def _leavers(rows: Iterable[Assignment]) -> dict[int, PersonState]:
    people = {row.person_id for row in rows}
    gone = PersonState.objects.filter(person__in=people, kind=PersonState.Kind.LEFT)
    return {state.person_id: state for state in gone}


def _others(curriculum: Curriculum, on: dt.date) -> list[tuple[Curriculum, set[int], set[int]]]:
    """Curricula of the cycle in force and sent, drafts not: each with its courses and the people it names."""
    given = Assignment.objects.order_by().values("curriculum_id")
    rest = Curriculum.objects.filter(
        Q(retired_on__isnull=True) | Q(retired_on__gt=on), cycle=curriculum.cycle, pk__in=given
    ).exclude(pk=curriculum.pk)
    return [(row, {item.course_id for item in row.items.all()}, serving(members(row, on)))
            for row in rest.prefetch_related("items")]
