"""What an invigilator may do for one who sits: more minutes, or the attempt open again; with a reason, in the log."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from lms.assessment.access import may_invigilate, target_of
from lms.assessment.marking.opening import is_being_marked, withdraw_tasks
from lms.assessment.models import Attempt, AttemptEvent
from lms.assessment.models.grants import MOST_MINUTES
from lms.assessment.services.attempts import locked_attempt, settle_grade
from lms.assessment.services.events import note
from lms.assessment.services.refusals import GRANT, GrantRefused
from lms.audit import services as audit
from lms.people.models import User


@dataclass(frozen=True)
class _Act:
    kind: str
    minutes: int
    reason: str
    by: User
    at: dt.datetime


@transaction.atomic
def add_minutes(*, attempt: Attempt, minutes: int, reason: str, by: User, at: dt.datetime) -> Attempt:
    """Move a live attempt's deadline. The same again within a minute, as by a double click, changes nothing.

    Raises GrantRefused.
    """
    attempt = locked_attempt(attempt)
    act = _Act(AttemptEvent.Kind.MINUTES, minutes, reason.strip(), by, at)
    _refuse(attempt, act)
    if _just_done(attempt, act):
        return attempt
    if attempt.is_over or attempt.deadline_at <= at:
        raise GrantRefused("closed", GRANT["closed"])
    attempt.deadline_at += dt.timedelta(minutes=minutes)
    attempt.save(update_fields=["deadline_at"])
    _tell(attempt, act)
    return attempt


@transaction.atomic
def reopen(*, attempt: Attempt, minutes: int, reason: str, by: User, at: dt.datetime) -> Attempt:
    """Open a closed attempt again for so many minutes from now.

    Its grade stays in the log and counts no more until the next comes. Only the last attempt, and not of who
    has passed: he has nothing to gain; nor while somebody marks its answers. Raises GrantRefused.
    """
    attempt = locked_attempt(attempt)
    act = _Act(AttemptEvent.Kind.REOPENED, minutes, reason.strip(), by, at)
    _refuse(attempt, act)
    if not attempt.is_over and _just_done(attempt, act):
        return attempt
    if code := _why_not_reopen(attempt, at):
        raise GrantRefused(code, GRANT[code])
    withdraw_tasks(attempt)
    attempt.closed_at, attempt.closed_by, attempt.score, attempt.passed, attempt.kept = None, "", None, None, None
    attempt.handed_in_at, attempt.deadline_at = None, at + dt.timedelta(minutes=minutes)
    attempt.save(update_fields=[
        "closed_at", "closed_by", "score", "passed", "kept", "handed_in_at", "deadline_at"])
    settle_grade(enrolment=attempt.enrolment, at=at)
    _tell(attempt, act)
    return attempt


def _refuse(attempt: Attempt, act: _Act) -> None:
    code = ""
    if not may_invigilate(act.by, attempt.enrolment):
        code = "not_yours"
    elif act.by.pk == attempt.enrolment.person_id:
        code = "own"
    elif not 1 <= act.minutes <= MOST_MINUTES:
        code = "minutes"
    elif not act.reason:
        code = "reason"
    if code:
        raise GrantRefused(code, GRANT[code])


def _why_not_reopen(attempt: Attempt, at: dt.datetime) -> str:
    if not attempt.is_over:
        return "open"
    if attempt.awaits_marking and is_being_marked(attempt, at):
        return "being_marked"
    if attempt.reviews.filter(finished_at__isnull=True).exists():
        return "being_reviewed"
    if attempt.enrolment.passed_at:
        return "passed"
    later = attempt.enrolment.attempts.filter(number__gt=attempt.number)
    return "not_last" if later.exists() else ""


def _just_done(attempt: Attempt, act: _Act) -> bool:
    same = attempt.events.filter(kind=act.kind, minutes=act.minutes, note=act.reason, by=act.by)
    return same.filter(at__gt=act.at - dt.timedelta(minutes=1)).exists()


def _tell(attempt: Attempt, act: _Act) -> None:
    note(attempt=attempt, kind=act.kind, at=act.at, by=act.by, minutes=act.minutes, note=act.reason)
    audit.record(action=f"assessment.{act.kind}", actor=act.by, target=target_of(attempt),
                 detail={"attempt": attempt.pk, "minutes": act.minutes, "reason": act.reason,
                         "deadline_at": attempt.deadline_at.isoformat()})
