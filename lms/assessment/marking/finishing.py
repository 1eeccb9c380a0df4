"""The last answer is marked: the attempt gets its grade, once, by the same path as one that needs nobody."""

import datetime as dt

from lms.assessment.access import target_of
from lms.assessment.marking import rules
from lms.assessment.marking.models import Review
from lms.assessment.marking.opening import earned_by_people
from lms.assessment.marking.telling import tell_result, tell_reviewed
from lms.assessment.models import Attempt, AttemptEvent, GradeEvent
from lms.assessment.regrading import marking as regrading
from lms.assessment.regrading import rules as standing_rules
from lms.assessment.services import counting
from lms.assessment.services.attempts import close, settle_grade
from lms.assessment.services.events import note
from lms.audit import services as audit


def finish(attempt: Attempt, at: dt.datetime) -> None:
    """Close it, or end its review, where nothing waits any more; the attempt is locked (enrolment first)."""
    if attempt.marking_tasks.waiting().exists():
        return
    if attempt.awaits_marking:
        _close(attempt, at)
    elif review := attempt.reviews.filter(finished_at__isnull=True).select_related("case", "opened_by").first():
        _review(review, attempt, at)


def _close(attempt: Attempt, at: dt.datetime) -> None:
    """As of the hand-in, so that nobody is late because the marking took its time; the grade came to be now."""
    over_at = attempt.handed_in_at or at
    saved = dict(attempt.responses.values_list("item", "answer"))
    event = close(attempt=attempt, saved=saved, closed_at=over_at, kind=GradeEvent.Kind.JUDGED, at=at)
    audit.record(action="assessment.marked", target=target_of(attempt),
                 detail={"attempt": attempt.pk, "score": str(event.score), "passed": event.passed})
    note(attempt=attempt, kind=AttemptEvent.Kind.JUDGED, at=at)
    settle_grade(enrolment=attempt.enrolment, at=over_at)
    tell_result(attempt, at)


def _review(review: Review, attempt: Attempt, at: dt.datetime) -> None:
    """The new score stands, up or down; a pass that somebody was told of is kept (as in decision 0039)."""
    saved = dict(attempt.responses.values_list("item", "answer"))
    marked, _rulings = regrading.mark_closing(attempt, saved, earned_by_people([attempt.pk])[attempt.pk])
    passed, kept = standing_rules.passes(attempt.passed, marked.passed, keep=True)
    event = GradeEvent.objects.create(
        enrolment=attempt.enrolment, attempt=attempt, kind=GradeEvent.Kind.REVIEWED, score=marked.score, passed=passed,
        at=at, note=review.case.number,
    )
    attempt.score, attempt.passed, attempt.kept = marked.score, passed, kept
    attempt.save(update_fields=["score", "passed", "kept"])
    review.finished_at, review.event = at, event
    review.save(update_fields=["finished_at", "event"])
    audit.record(action="assessment.review_done", target=target_of(attempt),
                 detail={"case": review.case.number, "from": str(review.old_score), "to": str(marked.score),
                         "passed": passed, "kept": kept})
    counting.correct(
        enrolment=attempt.enrolment, why=review.case.number, origin=f"assessment.review:{review.pk}", at=at)
    tell_reviewed(review, attempt, at)


def settle(task, marks: list, at: dt.datetime) -> None:
    """Where the answer stands after its marks; it is locked."""
    found = rules.outcome([mark.points for mark in marks], markers=task.markers,
                          allowed=rules.allowed_difference(task.points, task.tolerance))
    task.state, task.earned, task.claimed_by, task.claimed_until = found.state, found.earned, None, None
    task.save(update_fields=["state", "earned", "claimed_by", "claimed_until"])
