"""An attempt's life: begun once, handed in once, by whoever comes first."""

import datetime as dt
import logging
from collections import defaultdict
from decimal import Decimal
from random import SystemRandom

from django.db import transaction
from django.db.models import Max

from courses.models import Question
from lms.assessment import rules
from lms.assessment.access import target_of
from lms.assessment.models import Attempt, GradeEvent
from lms.assessment.regrading import marking as regrading
from lms.assessment.services.refusals import ANSWER, START, UNSERVABLE, AnswerRefused, AttemptRefused
from lms.audit import services as audit
from lms.study import selectors as study_selectors
from lms.study import services as study
from lms.study.models import Enrolment

logger = logging.getLogger(__name__)
FROZEN = ("kind", "stem", "options", "answer", "explanation", "article")


def start_attempt(*, enrolment: Enrolment, at: dt.datetime, seat: str = "") -> Attempt:
    """The live attempt, or a new one with its own frozen paper and the server's deadline.

    `seat` names the device that may answer. Raises AttemptRefused, after the transaction: an overdue
    attempt that was closed on the way stays closed.
    """
    with transaction.atomic():
        enrolment = locked(enrolment.pk)
        live = enrolment.attempts.live().first()
        if live and live.deadline_at > at:
            return live
        if live:
            hand_in(attempt=live, at=at)
            enrolment.refresh_from_db(fields=["passed_at", "grade"])
        recipe = enrolment.version.assessment if enrolment.version else None
        code = _why_not(enrolment, recipe)
        if not code:
            return _open(enrolment, recipe or {}, at, seat)
    raise AttemptRefused(code, START[code])


def locked(pk: int) -> Enrolment:
    """The enrolment, locked first by every verb here: one order of locks, no deadlock."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "course", "version")
    return rows.get(pk=pk)


def _why_not(enrolment: Enrolment, recipe: dict | None) -> str:
    return rules.why_not_start(
        recipe,
        finished=study_selectors.content_finished(enrolment),
        passed=enrolment.passed_at is not None,
        used=enrolment.attempts.count(),
    )


def _open(enrolment: Enrolment, recipe: dict, at: dt.datetime, seat: str) -> Attempt:
    last = enrolment.attempts.aggregate(last=Max("number"))["last"] or 0
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        number=last + 1,
        paper=_draw(recipe),
        started_at=at,
        deadline_at=at + dt.timedelta(minutes=recipe["minutes"]),
        seat=seat,
    )
    audit.record(action="assessment.start", actor=enrolment.person, target=target_of(attempt),
                 detail={"attempt": attempt.pk, "deadline_at": attempt.deadline_at.isoformat()})
    return attempt


def _draw(recipe: dict) -> rules.Paper:
    by_kind: dict[str, list[rules.Item]] = defaultdict(list)
    for row in Question.objects.current().filter(bank__code=recipe["bank"]).order_by("code"):
        frozen = {name: getattr(row, name) for name in FROZEN}
        by_kind[row.kind].append({"question": row.code, "version": row.version, **frozen})
    try:
        return rules.draw(recipe, by_kind, SystemRandom())
    except rules.RecipeUnservable as error:
        logger.error("Bank %s cannot serve its exam: %s", recipe["bank"], error)
        raise AttemptRefused("unservable", UNSERVABLE) from error


@transaction.atomic
def hand_in(*, attempt: Attempt, at: dt.datetime) -> Attempt:
    """Close and mark what was saved, once. From the deadline on it closes as of the deadline, whoever asks."""
    enrolment = locked(attempt.enrolment_id)
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    attempt.enrolment = enrolment
    if attempt.closed_at:
        return attempt
    closed_at, score, passed, rulings = _close(attempt, at)
    event = GradeEvent.objects.create(
        enrolment=enrolment, attempt=attempt, kind=GradeEvent.Kind.MARKED, score=score, passed=passed, at=closed_at
    )
    regrading.note_closing(attempt=attempt, event=event, rulings=rulings)
    audit.record(action=f"assessment.{attempt.closed_by}", actor=enrolment.person, target=target_of(attempt),
                 detail={"attempt": attempt.pk, "score": str(score), "passed": passed})
    study.record_assessment(enrolment=enrolment, grade=score, passed=passed, at=closed_at)
    return attempt


def _close(attempt: Attempt, at: dt.datetime) -> tuple[dt.datetime, Decimal, bool, tuple]:
    """When it closed, the score out of 100 and whether that passes, now on the row; by which rulings it was marked."""
    late = at >= attempt.deadline_at
    closed_at = attempt.deadline_at if late else at
    saved = dict(attempt.responses.values_list("item", "answer"))
    marked, rulings = regrading.mark_closing(attempt, saved)
    score, passed = marked.score, marked.passed
    attempt.closed_by = Attempt.ClosedBy.DEADLINE if late else Attempt.ClosedBy.HANDED_IN
    attempt.closed_at, attempt.score, attempt.passed = closed_at, score, passed
    attempt.save(update_fields=["closed_by", "closed_at", "score", "passed"])
    return closed_at, score, passed, rulings


@transaction.atomic
def take_over(*, attempt: Attempt, seat: str, at: dt.datetime) -> Attempt:
    """Let another device answer; the first becomes read-only and the clock goes on (design 1, day 13)."""
    enrolment = attempt.enrolment
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    attempt.enrolment = enrolment
    if attempt.closed_at or attempt.deadline_at <= at:
        raise AnswerRefused("closed", ANSWER["closed"])
    if attempt.seat != seat:
        attempt.seat = seat
        attempt.save(update_fields=["seat"])
        audit.record(action="assessment.take_over", actor=enrolment.person, target=target_of(attempt))
    return attempt


def close_overdue(*, at: dt.datetime) -> int:
    """Hand in every attempt past its deadline, each in its own transaction; how many were closed."""
    closed = 0
    for attempt in Attempt.objects.overdue(at).order_by("deadline_at"):
        try:
            hand_in(attempt=attempt, at=at)
            closed += 1
        except Exception:
            logger.exception("Attempt %s could not be closed", attempt.pk)
    return closed
