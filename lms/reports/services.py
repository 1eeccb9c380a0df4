"""The one thing done from a report: a reminder."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.curricula.models import Assignment
from lms.curricula.rules import effective_due
from lms.notices.models import Notice
from lms.notices.services import notify
from lms.people.models import PersonState, User
from lms.people.selectors import is_paused, pauses_of
from lms.reports.selectors.names import reminder_key
from lms.study.models import Completion

DESK = "/"


@dataclass(frozen=True)
class Reminded:
    """`sent` new notices, of `open` unfinished tasks; nothing is sent to who is paused."""

    sent: int
    open: int
    paused: bool = False


@transaction.atomic
def remind(*, person: User, by: User, at: dt.datetime, course_code: str = "") -> Reminded:
    """One notice a course and day, whoever presses how often. Without a course: all that is unfinished."""
    on = clock.day_of(at)
    if is_paused(person, on):
        return Reminded(0, 0, paused=True)
    tasks = open_tasks(person, on, course_code)
    sent = sum(_send(person, task, on, at) for task in tasks)
    if sent:
        record(action="reports.remind", actor=by, target=person.staff_no,
               detail={"courses": [task.course.code for task in tasks], "sent": sent})
    return Reminded(sent, len(tasks))


def open_tasks(person: User, on: dt.date, course_code: str = "") -> list[Assignment]:
    """Owed on the day and not completed; none for who has left."""
    if PersonState.objects.on(on).filter(person=person, kind=PersonState.Kind.LEFT).exists():
        return []
    owed = Assignment.objects.owed_on(on).filter(person=person).select_related("course")
    owed = owed.filter(course__code=course_code) if course_code else owed
    done = set(Completion.objects.filter(person=person).values_list("course_id", "cycle"))
    return [task for task in owed if (task.course_id, task.cycle) not in done]


def _send(person: User, task: Assignment, on: dt.date, at: dt.datetime) -> bool:
    key = reminder_key(task.course.code, person.staff_no, on)
    if Notice.objects.filter(key=key).exists():
        return False
    due = effective_due(task.due_on, task.counts_from, pauses_of(person), on)
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = _words(task, due, on)
    notify(person=person, key=key, subject=subject, body=body, at=at, url=DESK)
    return True


def _words(task: Assignment, due: dt.date, on: dt.date) -> tuple[str, str]:
    values = {"course": task.course.title, "due": formats.date_format(due, "DATE_FORMAT"), "basis": task.basis}
    if due < on:
        subject = _("Reminder: “%(course)s” was due on %(due)s") % values
    else:
        subject = _("Reminder: please finish “%(course)s” by %(due)s") % values
    return subject, _("Basis: %(basis)s. Your progress is kept; go on from My learning.") % values
