"""A refresher for whose completion is no longer good, or will soon not be."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.curricula.models import Assignment
from lms.curricula.renewals import rules
from lms.curricula.renewals.validity import lapsing, until_of
from lms.notices.models import Notice
from lms.notices.services import notify_many
from lms.people.models import User
from lms.study.models import Completion, Enrolment
from lms.study.services_bulk import enrol_many

BATCH = 500
DESK = "/"  # home stands above this room: its address, not its name


@transaction.atomic
def refresh(
    *, completions: Collection[int], due_on: dt.date, by: User, on: dt.date, at: dt.datetime, within: dt.date
) -> int:
    """Give each person the course again, in a cycle of its own, due on the day; how many tasks.

    Of those that `validity.lapsing(within, on)` still names: a second run gives nothing. Each is told once.
    """
    rows = list(lapsing(within, on).filter(pk__in=completions))
    if not rows:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        given = list(_given(rows, due_on, on))
        Assignment.objects.bulk_create(given, ignore_conflicts=True, batch_size=BATCH)
        for cycle in sorted({row.cycle for row in given}):
            pairs = ((row.person_id, row.course_id) for row in given if row.cycle == cycle)
            enrol_many(pairs=pairs, cycle=cycle, at=at)
        notify_many(notices=[_notice(row, at) for row in given])
    people = User.objects.filter(pk__in={row.person_id for row in given}).order_by("staff_no")
    record(action="curricula.refresh", actor=by, target=f"{due_on}", at=at,
           detail={"tasks": len(given), "people": list(people.values_list("staff_no", flat=True))})
    return len(given)


def _given(rows: list[Completion], due_on: dt.date, on: dt.date) -> Iterator[Assignment]:
    people = {row.person_id for row in rows}
    owed = Assignment.objects.filter(person__in=people).select_related("curriculum")
    before = {(task.person_id, task.course_id, task.cycle): task for task in owed}
    taken: dict[tuple[int, int], set[str]] = defaultdict(set)
    for person, course, cycle in Enrolment.objects.filter(person__in=people).values_list("person", "course", "cycle"):
        taken[person, course].add(cycle)
    for person, course, cycle in before:
        taken[person, course].add(cycle)
    for row in rows:
        old = before[row.person_id, row.course_id, row.cycle]
        reason = _("refresher: what was finished was good until %(day)s") % {
            "day": formats.date_format(until_of(row), "DATE_FORMAT")}
        yield Assignment(
            person_id=row.person_id, course=row.course, curriculum=old.curriculum, required=old.required,
            cycle=rules.refresher_cycle(on, taken[row.person_id, row.course_id]), reason=reason[:200],
            basis=old.basis, issued_on=on, due_on=due_on,
        )


def _notice(task: Assignment, at: dt.datetime) -> Notice:
    values = {"course": task.course.title, "due": formats.date_format(task.due_on, "DATE_FORMAT")}
    return Notice(
        person_id=task.person_id, key=f"curricula.refresh:{task.course.code}:{task.cycle}:{task.person_id}",
        subject=(_("Refresher: “%(course)s”, to finish by %(due)s") % values)[:200], created_at=at, url=DESK,
        body="\n".join([_("Why: %(why)s") % {"why": task.reason}, _("Basis: %(basis)s") % {"basis": task.basis}]),
    )
