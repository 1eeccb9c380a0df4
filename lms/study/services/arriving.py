"""A beat of a visit that is not the live one: its first, one that comes late, or one of a page left behind."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import VersionLesson
from lms.study import rules
from lms.study.models import Enrolment, LessonProgress, Visit
from lms.study.rules import BeatRefused
from lms.study.selectors import version_for
from lms.study.services import visiting
from lms.study.services.anomalies import flag
from lms.study.services.enrolling import start
from lms.study.services.progress import Beat, BeatResult, check, credit_row, passed_or_not, record_live_beat
from lms.study.steps import step_of
from lms.study.visits import VisitToken

LATE_FIELDS = ["intervals", "covered", "position", "saved_at"]


def record_beat(*, enrolment: Enrolment, visit: VisitToken, beat: Beat, at: dt.datetime) -> BeatResult:
    """Credit what is new in a beat, whichever visit it is of. Starts the enrolment with the first.

    Raises BeatRefused for what cannot be true, StartRefused for a course that cannot be started.
    """
    return _of_live(enrolment, visit, beat, at) or _arrive(enrolment, visit, beat, at)


@transaction.atomic
def _arrive(enrolment: Enrolment, visit: VisitToken, beat: Beat, at: dt.datetime) -> BeatResult:
    visiting.hold_clock(enrolment.person_id)
    lesson = _lesson_of(enrolment, visit)
    check(lesson, beat)
    claimed = rules.checked(beat.intervals, lesson.span_seconds)
    known = Visit.objects.filter(key=visit.visit).first()
    if known and known.ended_at is None:  # begun by another request of the same page, this moment
        return _of_live(enrolment, visit, beat, at) or _unreadable()
    answer = _answer_to(enrolment.person_id, known, beat, at)
    if known is None and answer.get("code") == "elsewhere" and not claimed:
        return _nothing_done(enrolment, lesson, at, answer)
    if known is None and not answer and not beat.late:
        row = visiting.begin(**_opening(enrolment, visit, at), tab=beat.tab)
        return credit_row(row, lesson, beat, at) or _unreadable()
    known = known or visiting.aside(**_opening(enrolment, visit, at))
    return _credit_late(known, lesson, beat, at, answer)


@transaction.atomic
def finish_reading(*, enrolment: Enrolment, visit: VisitToken, at: dt.datetime) -> BeatResult:
    """The page without script: "I have read to the end" earns the time since the page was opened, at reading speed.

    "I have seen every page" likewise.
    """
    visiting.hold_clock(enrolment.person_id)
    lesson = _lesson_of(enrolment, visit)
    if lesson.rule not in (VersionLesson.Rule.READ, VersionLesson.Rule.PAGES):
        raise BeatRefused(_("This lesson is not completed by reading."))
    opening = _opening(enrolment, visit, at)
    row = opening["progress"]
    beat = Beat(row.visit_seq + 1, [[0, lesson.span_seconds]], row.position, left=True, pressed=True)
    if row.visit == visit.visit and (live := _of_live(enrolment, visit, beat, at)):
        return live  # the page's script is at work as well
    mine = visiting.aside(**(opening | {"key": uuid.uuid4()}))
    return _credit_late(mine, lesson, beat, at, {})


def _of_live(enrolment: Enrolment, visit: VisitToken, beat: Beat, at: dt.datetime) -> BeatResult | None:
    return record_live_beat(
        person_id=enrolment.person_id, course_code=enrolment.course.code, visit=visit, beat=beat, at=at
    )


def _unreadable() -> BeatResult:
    raise BeatRefused(_("This progress cannot be read. Reload the page and go on."))


def _lesson_of(enrolment: Enrolment, visit: VisitToken) -> VersionLesson:
    """The visit's lesson in the version its learner reads, or would read if he started now."""
    if visit.enrolment_id != enrolment.pk:
        raise BeatRefused(_("This page belongs to another lesson. Reload it and go on."))
    version = version_for(enrolment)
    lesson = version.lessons.filter(code=visit.lesson_code).first() if version else None
    if lesson is None:
        raise BeatRefused(_("This lesson is not completed on this page."))
    return lesson


def _answer_to(person_id: int, known: Visit | None, beat: Beat, at: dt.datetime) -> dict[str, Any]:
    """What the page is to do next: nothing special, ask its reader, or go on in a new visit."""
    other = visiting.live_visit(person_id)
    if beat.late:
        return {}
    if other and not beat.take_over and visiting.is_in_use(other, beat.tab, at):
        return {"code": "elsewhere", "elsewhere": visiting.title_of(other)}
    return {"code": "renew", "renewed_from": known.ended_at} if known else {}


def _nothing_done(enrolment: Enrolment, lesson: VersionLesson, at: dt.datetime, answer: dict) -> BeatResult:
    row = enrolment.progress.filter(lesson_code=lesson.code).first()
    intervals, saved_at = (row.intervals, row.saved_at) if row else ([], at)
    return BeatResult(step=step_of(lesson, row), intervals=intervals, saved_at=saved_at, **answer)


def _opening(enrolment: Enrolment, visit: VisitToken, at: dt.datetime) -> dict[str, Any]:
    """Start the enrolment and the lesson's row, if this is the first of either; what a visit is made of."""
    if enrolment.started_at is None:
        start(enrolment=enrolment, at=at)
    row, _made = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson_code=visit.lesson_code, defaults={"saved_at": at}
    )
    return {
        "person_id": enrolment.person_id, "progress": row, "key": visit.visit, "opened_at": visit.opened_at, "at": at,
    }


def _credit_late(visit: Visit, lesson: VersionLesson, beat: Beat, at: dt.datetime, answer: dict) -> BeatResult:
    """Credit what an ended visit saw, within the time it owned. The same beat again changes nothing."""
    rows = LessonProgress.objects.select_for_update(of=("self",)).select_related("enrolment")
    row = rows.get(pk=visit.progress_id)
    if beat.seq <= visit.seq or visit.ended_at is None:
        return passed_or_not(row, lesson, at, **answer)
    owned = (visit.ended_at - visit.started_at).total_seconds()
    allowed = rules.budget(owned, visit.credited, rules.completes(lesson.rule).speed)
    earned = rules.credit(row.intervals, beat.intervals, allowed, lesson.span_seconds)
    position = min(beat.position, lesson.span_seconds)
    _write_late(row=row, position=position, earned=earned, at=at)
    visit.seq, visit.credited = beat.seq, visit.credited + earned.credited
    visit.save(update_fields=["seq", "credited"])
    alone = visit.ended_at == at
    tolerated = rules.TOLERANCE if alone else rules.TOLERANCE_ELSEWHERE
    flagged = earned.refused > tolerated and not beat.pressed and answer.get("code") != "renew"
    if flagged:
        flag(progress=row, earned=earned, reason="ahead" if alone else "elsewhere", at=at)
    return passed_or_not(row, lesson, at, flagged=flagged, **answer)


def _write_late(*, row: LessonProgress, position: float, earned: rules.Credit, at: dt.datetime) -> None:
    row.intervals = [list(interval) for interval in earned.intervals]
    row.covered = rules.length(earned.intervals)
    if row.visit is None:  # nobody is at this lesson now
        row.position, row.saved_at = max(row.position, position), at
    row.save(update_fields=LATE_FIELDS)
