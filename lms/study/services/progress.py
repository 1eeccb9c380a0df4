"""A beat: seconds claimed by a page, credited by the clock."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.models import VersionLesson
from lms.study import rules
from lms.study.models import Anomaly, Enrolment, LessonProgress
from lms.study.rules import BeatRefused
from lms.study.services.enrolling import pinned, start
from lms.study.services.passing import pass_lesson
from lms.study.tasks.selectors import open_tasks
from lms.study.visits import VisitToken

ONE_ANOMALY_PER = dt.timedelta(minutes=1)
BEAT_FIELDS = [
    "intervals", "covered", "position", "visit", "visit_opened_at", "visit_credited", "visit_seq", "credited_at",
    "saved_at",
]


@dataclass(frozen=True)
class BeatResult:
    """Seconds covered and needed; whether the lesson is passed; whether a claim was cut; when it was saved."""

    covered: float
    needed: float
    passed: bool
    flagged: bool
    saved_at: dt.datetime


@transaction.atomic
def record_beat(
    *, enrolment: Enrolment, lesson_code: str, visit: VisitToken, seq: int, intervals: Any, position: float,
    at: dt.datetime,
) -> BeatResult:
    """Credit what is new, for at most the clock's time since the visit began to count, times the lesson's speed.

    A repeated or older `seq` of the same visit changes nothing. Raises BeatRefused for what cannot be true.
    """
    lesson = _lesson_of(enrolment, lesson_code, visit, at)
    if not rules.is_seconds(position) or not rules.is_count(seq):
        raise BeatRefused(_("This progress cannot be read. Reload the page and go on."))
    progress = _locked(enrolment, lesson_code, at)
    if progress.visit == visit.visit and seq <= progress.visit_seq:
        return _result(progress, lesson, flagged=False)
    _enter(progress, visit, seq)
    refused = _credit(progress, lesson, intervals, rules.speed_of(lesson.rule), at)
    progress.position = min(position, lesson.span_seconds)
    progress.save(update_fields=BEAT_FIELDS)
    flagged = refused > rules.TOLERANCE
    if flagged:
        _flag(progress, refused, at)
    return _result(_passed(progress, enrolment, lesson, at), lesson, flagged=flagged)


@transaction.atomic
def finish_reading(*, enrolment: Enrolment, lesson_code: str, visit: VisitToken, at: dt.datetime) -> BeatResult:
    """The page without script: "I have read to the end" earns the time since the page was opened, at reading speed.

    "I have seen every page" likewise.
    """
    lesson = _lesson_of(enrolment, lesson_code, visit, at)
    if lesson.rule not in (VersionLesson.Rule.READ, VersionLesson.Rule.PAGES):
        raise BeatRefused(_("This lesson is not completed by reading."))
    progress = _locked(enrolment, lesson_code, at)
    _enter(progress, visit, progress.visit_seq)
    _credit(progress, lesson, [[0, lesson.span_seconds]], rules.speed_of(lesson.rule), at)
    progress.save(update_fields=BEAT_FIELDS)
    return _result(_passed(progress, enrolment, lesson, at), lesson, flagged=False)


def _lesson_of(enrolment: Enrolment, lesson_code: str, visit: VisitToken, at: dt.datetime) -> VersionLesson:
    """The lesson in the learner's own version; starts the enrolment with the first beat."""
    if (visit.enrolment_id, visit.lesson_code) != (enrolment.pk, lesson_code):
        raise BeatRefused(_("This page belongs to another lesson. Reload it and go on."))
    if enrolment.started_at is None:
        start(enrolment=enrolment, at=at)
    lesson = pinned(enrolment).lessons.filter(code=lesson_code).first()
    if lesson is None or lesson.rule in (VersionLesson.Rule.ATTEND, VersionLesson.Rule.TASKS):
        raise BeatRefused(_("This lesson is not completed on this page."))
    return lesson


def _locked(enrolment: Enrolment, lesson_code: str, at: dt.datetime) -> LessonProgress:
    """The row, with the person's clock held: two lessons open at once share one elapsed time."""
    get_user_model().objects.select_for_update(no_key=True).filter(pk=enrolment.person_id).values("pk").first()
    rows = LessonProgress.objects.select_for_update().filter(enrolment=enrolment, lesson_code=lesson_code)
    made = {"enrolment": enrolment, "lesson_code": lesson_code, "saved_at": at}
    progress = rows.first() or LessonProgress.objects.create(**made)
    progress.enrolment = enrolment
    return progress


def _enter(progress: LessonProgress, visit: VisitToken, seq: int) -> None:
    """Count for this visit from its opening, or from the last credited moment of any other."""
    if progress.visit != visit.visit:
        progress.visit, progress.visit_credited = visit.visit, 0
        progress.visit_opened_at = max(visit.opened_at, progress.credited_at or visit.opened_at)
    progress.visit_seq = seq


def _credit(progress: LessonProgress, lesson: VersionLesson, claimed: Any, speed: float, at: dt.datetime) -> float:
    """Put the credit on the row; answers the seconds refused."""
    _yield_to_other_lessons(progress)
    elapsed = (at - (progress.visit_opened_at or at)).total_seconds()
    allowed = rules.budget(elapsed, progress.visit_credited, speed)
    earned = rules.credit(progress.intervals, claimed, allowed, lesson.span_seconds)
    progress.intervals = [list(interval) for interval in earned.intervals]
    progress.covered = rules.length(earned.intervals)
    progress.visit_credited += earned.credited
    progress.saved_at = at
    if earned.credited:
        progress.credited_at = at
    return earned.refused


def _yield_to_other_lessons(progress: LessonProgress) -> None:
    """Time already credited in another lesson of the same person cannot be earned again here."""
    others = LessonProgress.objects.filter(enrolment__person_id=progress.enrolment.person_id).exclude(pk=progress.pk)
    elsewhere = others.aggregate(last=Max("credited_at"))["last"]
    if elsewhere and progress.visit_opened_at and elsewhere > progress.visit_opened_at:
        progress.visit_opened_at, progress.visit_credited = elsewhere, 0


def _flag(progress: LessonProgress, refused: float, at: dt.datetime) -> None:
    """异常, once a minute at most: it earns nothing and punishes nobody."""
    same = Anomaly.objects.filter(enrolment=progress.enrolment, lesson_code=progress.lesson_code)
    if same.filter(at__gt=at - ONE_ANOMALY_PER).exists():
        return
    same.create(
        enrolment=progress.enrolment, lesson_code=progress.lesson_code, at=at,
        claimed=round(progress.visit_credited + refused, 2), allowed=round(progress.visit_credited, 2),
    )


def _passed(
    progress: LessonProgress, enrolment: Enrolment, lesson: VersionLesson, at: dt.datetime
) -> LessonProgress:
    """Pass the lesson when enough of it is covered and its tasks are done."""
    if progress.passed_at or not rules.is_covered(progress.covered, lesson.span_seconds, lesson.share_required):
        return progress
    if open_tasks(enrolment, lesson):
        return progress
    return pass_lesson(
        enrolment=enrolment, lesson_code=lesson.code, at=at,
        evidence={"span": lesson.span_seconds, "share_required": lesson.share_required},
    )


def _result(progress: LessonProgress, lesson: VersionLesson, *, flagged: bool) -> BeatResult:
    return BeatResult(
        covered=round(progress.covered, 2), needed=rules.needed(lesson.span_seconds, lesson.share_required),
        passed=progress.passed_at is not None, flagged=flagged, saved_at=progress.saved_at,
    )
