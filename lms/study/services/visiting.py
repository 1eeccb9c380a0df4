"""One visit at a time per person, and whose seconds of the clock are whose (decision 0020)."""

import datetime as dt
import uuid

from django.contrib.auth import get_user_model
from django.db.models import Max

from lms.study import rules
from lms.study.models import LessonProgress, Visit
from lms.study.visits import SKEW, VALID_FOR


def hold_clock(person_id: int) -> None:
    """Nobody else divides this person's time until the transaction ends."""
    get_user_model().objects.select_for_update(no_key=True).filter(pk=person_id).values("pk").first()


def live_visit(person_id: int) -> Visit | None:
    """The one visit that has not ended, with its lesson's progress."""
    rows = Visit.objects.filter(person_id=person_id, ended_at=None)
    return rows.select_related("progress__enrolment__version").first()


def is_in_use(visit: Visit, tab: str, at: dt.datetime) -> bool:
    """Must another page ask before it goes on? Not the next page of the same tab, which has just left this one."""
    same = bool(tab) and tab == visit.tab
    return not same and rules.is_in_use(visit.progress.saved_at, visit.progress.visit_left, at)


def title_of(visit: Visit) -> str:
    """The lesson somebody is at, for a question to him."""
    version = visit.progress.enrolment.version
    titles = version.lessons.filter(code=visit.progress.lesson_code).values_list("title", flat=True) if version else ()
    return next(iter(titles), visit.progress.lesson_code)


def begin(*, person_id: int, progress: LessonProgress, key: uuid.UUID, opened_at: dt.datetime, tab: str,
          at: dt.datetime) -> LessonProgress:
    """Make it the live visit: it owns the time from its page's opening on, less what another visit owns.

    Ends the one before. Call with the person's clock held. Answers the lesson's row, locked, as it now stands.
    """
    before = live_visit(person_id)
    if before:
        _end(before, opened_at)
    Visit.objects.filter(person_id=person_id, ended_at__lt=at - VALID_FOR - SKEW).delete()
    start = _free_from(person_id, opened_at)
    Visit.objects.create(key=key, person_id=person_id, progress=progress, tab=tab, started_at=start)
    row = LessonProgress.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=progress.pk)
    row.visit, row.visit_opened_at, row.visit_credited, row.visit_seq, row.saved_at = key, start, 0, 0, at
    row.save(update_fields=["visit", "visit_opened_at", "visit_credited", "visit_seq", "saved_at"])
    return row


def aside(*, person_id: int, progress: LessonProgress, key: uuid.UUID, opened_at: dt.datetime,
          at: dt.datetime) -> Visit:
    """A visit that is over before it was heard of: what nobody else owns from its opening until now, or until the
    live one began."""
    live = live_visit(person_id)
    end = live.started_at if live else at
    start = min(_free_from(person_id, opened_at), end)
    return Visit.objects.create(key=key, person_id=person_id, progress=progress, started_at=start, ended_at=end)


def _free_from(person_id: int, opened_at: dt.datetime) -> dt.datetime:
    last = Visit.objects.filter(person_id=person_id).aggregate(last=Max("ended_at"))["last"]
    return max(opened_at, last or opened_at)


def _end(visit: Visit, opened_at: dt.datetime) -> None:
    """It keeps the time until its last beat, or until the next page was opened: what it saw offline may still come."""
    LessonProgress.objects.filter(pk=visit.progress_id, visit=visit.key).update(visit=None)
    row = LessonProgress.objects.get(pk=visit.progress_id)  # no beat of it can pass any more
    visit.seq, visit.credited = row.visit_seq, row.visit_credited
    visit.ended_at = max(row.saved_at, opened_at, visit.started_at)
    visit.save(update_fields=["seq", "credited", "ended_at"])
