"""A request ends with what it was about: nobody waits for an answer that would change nothing."""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.curricula.asks.models import Request
from lms.curricula.models import Assignment
from lms.notices.models import Notice
from lms.notices.services import notify_many
from lms.people.models import User
from lms.study.models import Completion

MINE = "/curricula/requests/mine/"


def lapse(*, assignments: Collection[int], why: str, by: User | None, at: dt.datetime) -> int:
    """End what still waits for an answer about these closed tasks, and tell whoever asked; `why` they were closed.

    How many (one query where nothing waits). Called inside the transaction that closes the tasks.
    """
    with translation.override(settings.LANGUAGE_CODE):
        answer = _("The task was closed: %(why)s. Nothing is left to be decided.") % {"why": why}
        return _end(Request.objects.pending().filter(assignment__in=assignments), answer, why, by, at)


def lapse_exemption(completion: Completion) -> int:
    """Who has completed the course needs no exemption from it: a request for one ends, in the same transaction.

    How many (two queries where nothing waits). A request for more time stays: it can still put a late task right.
    """
    # The task first, as whoever asks does: a request being written meanwhile is seen, or sees the completion.
    task = Assignment.objects.select_for_update().filter(
        person=completion.person_id, course=completion.course_id, cycle=completion.cycle).first()
    if task is None:
        return 0
    waiting = task.requests.pending().filter(kind=Request.Kind.EXEMPTION)
    with translation.override(settings.LANGUAGE_CODE):
        answer = _("The course has been completed; an exemption would change nothing. The completion stands.")
        return _end(waiting, answer, _("course completed"), completion.person, completion.completed_at)


def _end(waiting: QuerySet[Request], answer: str, why: str, by: User | None, at: dt.datetime) -> int:
    locked = waiting.select_for_update(of=("self",))
    rows = list(locked.select_related("assignment__person", "assignment__course").order_by("pk"))
    if not rows:
        return 0
    answer = answer[:500]
    notices = [_notice(row, answer, at) for row in rows]
    Request.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Request.State.LAPSED, decided_at=at, answer=answer
    )
    notify_many(notices=notices)
    record(action="curricula.lapse", actor=by, at=at, target=why,
           detail={"requests": [row.pk for row in rows]})
    return len(rows)


def _notice(row: Request, answer: str, at: dt.datetime) -> Notice:
    subject = _("No longer needs an answer: %(kind)s, “%(course)s”") % {
        "kind": row.get_kind_display(), "course": row.assignment.course.title,
    }
    return Notice(person=row.assignment.person, key=f"curricula.lapse:{row.pk}", subject=subject[:200], body=answer,
                  url=MINE, created_at=at)
