"""An attempt's life: begun once, handed in once, by whoever comes first."""

import datetime as dt
import logging
from collections.abc import Mapping
from random import SystemRandom

from django.db import transaction

from courses import drawing, recipes
from courses.models import Question
from courses.paper_questions import frozen
from lms.assessment import rules
from lms.assessment.access import target_of
from lms.assessment.marking.opening import earned_by_people, open_tasks
from lms.assessment.marking.telling import tell_markers
from lms.assessment.models import Attempt, AttemptEvent, GradeEvent
from lms.assessment.regrading import marking as regrading
from lms.assessment.services import counting
from lms.assessment.services.events import note
from lms.assessment.services.refusals import ANSWER, UNSERVABLE, AnswerRefused, AttemptRefused, start_words
from lms.assessment.sitting import sitting_of
from lms.assessment.terms import Terms
from lms.audit import services as audit
from lms.study import services as study
from lms.study.models import Enrolment

logger = logging.getLogger(__name__)


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
        sitting = sitting_of(enrolment, enrolment.version.assessment if enrolment.version else None, at)
        if sitting.recipe and sitting.terms and not sitting.code:
            return _open(enrolment, sitting.recipe, sitting.terms, number=sitting.next_number, at=at, seat=seat)
    raise AttemptRefused(sitting.code, start_words(sitting.code, sitting.terms, sitting.history))


def locked(pk: int) -> Enrolment:
    """The enrolment, locked first by every verb here: one order of locks, no deadlock."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "course", "version")
    return rows.get(pk=pk)


def _open(enrolment: Enrolment, recipe: dict, terms: Terms, *, number: int, at: dt.datetime, seat: str) -> Attempt:
    paper = draw_paper(recipe)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        number=number,
        paper=paper | {"chance": terms.chance} if terms.chance else paper,
        started_at=at,
        deadline_at=terms.deadline(at),
        seat=seat,
    )
    note(attempt=attempt, kind=AttemptEvent.Kind.START, at=at)
    audit.record(action="assessment.start", actor=enrolment.person, target=target_of(attempt),
                 detail={"attempt": attempt.pk, "deadline_at": attempt.deadline_at.isoformat(),
                         "extra_minutes": terms.extra, "make_up": terms.make_up})
    return attempt


def draw_paper(recipe: Mapping) -> rules.Paper:
    """A paper of its own, frozen; only the questions drawn are read. Raises AttemptRefused."""
    random, sections = SystemRandom(), recipes.sections_of(recipe)
    try:
        drawn = drawing.draw(sections, random)
        if not any(drawn):
            raise drawing.Unservable((), 1, 0)
    except drawing.Unservable as error:
        logger.error("The bank cannot serve the exam %s: %s", recipe["title"], error)
        raise AttemptRefused("unservable", UNSERVABLE) from error
    rows = Question.objects.in_bulk([key for keys in drawn for key in keys])
    parts = [[frozen(rows[key]) for key in keys] for keys in drawn]
    return rules.compose(recipe, list(zip(sections, parts, strict=True)), random)


@transaction.atomic
def hand_in(*, attempt: Attempt, at: dt.datetime, overdue_only: bool = False) -> Attempt:
    """Close and mark what was saved, once. From the deadline on it closes as of the deadline, whoever asks.

    `overdue_only`: nobody asks, its time is up; who was given more time in the meantime goes on.
    With answers that people mark it is not closed yet: it waits for the last mark (marking/finishing.py).
    """
    attempt = locked_attempt(attempt)
    if attempt.is_over or (overdue_only and at < attempt.deadline_at):
        return attempt
    late = at >= attempt.deadline_at
    over_at = attempt.deadline_at if late else at
    attempt.closed_by = Attempt.ClosedBy.DEADLINE if late else Attempt.ClosedBy.HANDED_IN
    detail = _over(attempt, over_at)
    audit.record(action=f"assessment.{attempt.closed_by}", actor=attempt.enrolment.person, target=target_of(attempt),
                 detail={"attempt": attempt.pk} | detail)
    note(attempt=attempt, kind=attempt.closed_by, at=over_at)
    if attempt.closed_at:
        settle_grade(enrolment=attempt.enrolment, at=over_at)
    return attempt


def _over(attempt: Attempt, at: dt.datetime) -> dict:
    """It waits for people, or is marked; what the log says of it."""
    saved = dict(attempt.responses.values_list("item", "answer"))
    waits = open_tasks(attempt, saved, at)
    if waits:
        attempt.handed_in_at = at
        attempt.save(update_fields=["closed_by", "handed_in_at"])
        tell_markers(attempt, at)
        return {"waits_for_marking": waits}
    event = close(attempt=attempt, saved=saved, closed_at=at, kind=GradeEvent.Kind.MARKED, at=at)
    return {"score": str(event.score), "passed": event.passed}


def locked_attempt(attempt: Attempt) -> Attempt:
    """The enrolment first, then the attempt, as everywhere."""
    enrolment = locked(attempt.enrolment_id)
    row = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    row.enrolment = enrolment
    return row


def close(*, attempt: Attempt, saved: Mapping, closed_at: dt.datetime, kind: str, at: dt.datetime) -> GradeEvent:
    """Mark a locked attempt by the rulings that hold and what people gave; its grade came to be at `at`."""
    earned = earned_by_people([attempt.pk])[attempt.pk] if attempt.handed_in_at else {}
    marked, rulings = regrading.mark_closing(attempt, saved, earned)
    attempt.closed_at, attempt.score, attempt.passed = closed_at, marked.score, marked.passed
    attempt.save(update_fields=["closed_by", "closed_at", "score", "passed"])
    event = GradeEvent.objects.create(
        enrolment=attempt.enrolment, attempt=attempt, kind=kind, score=marked.score, passed=marked.passed, at=at
    )
    regrading.note_closing(attempt=attempt, event=event, rulings=rulings)
    return event


def settle_grade(*, enrolment: Enrolment, at: dt.datetime) -> None:
    """Which grade counts now, kept and told to study; the enrolment is locked."""
    now = counting.restate([enrolment.pk])[enrolment.pk]
    study.record_assessment(enrolment=enrolment, grade=now.grade, passed=now.passed_at is not None, at=at)


@transaction.atomic
def take_over(*, attempt: Attempt, seat: str, at: dt.datetime) -> Attempt:
    """Let another device answer; the first becomes read-only and the clock goes on (design 1, day 13)."""
    enrolment = attempt.enrolment
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    attempt.enrolment = enrolment
    if attempt.is_over or attempt.deadline_at <= at:
        raise AnswerRefused("closed", ANSWER["closed"])
    if attempt.seat != seat:
        attempt.seat = seat
        attempt.save(update_fields=["seat"])
        note(attempt=attempt, kind=AttemptEvent.Kind.TAKE_OVER, at=at)
        audit.record(action="assessment.take_over", actor=enrolment.person, target=target_of(attempt))
    return attempt


def close_overdue(*, at: dt.datetime) -> int:
    """Hand in every attempt past its deadline, each in its own transaction; how many were closed."""
    closed = 0
    for attempt in Attempt.objects.overdue(at).order_by("deadline_at"):
        try:
            closed += hand_in(attempt=attempt, at=at, overdue_only=True).is_over
        except Exception:
            logger.exception("Attempt %s could not be closed", attempt.pk)
    return closed
