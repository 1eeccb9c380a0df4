"""A confirmed regrade is carried out: some tasks at a time, each attempt once, however often it is begun again."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from lms.assessment.models import Attempt, GradeEvent
from lms.assessment.regrading import rules
from lms.assessment.regrading.counting import counted
from lms.assessment.regrading.finding import tasks_in_turn
from lms.assessment.regrading.models import Regrade, RegradeLine
from lms.assessment.regrading.reckoning import Change, Reckoned, reckon
from lms.assessment.regrading.refusals import refused
from lms.assessment.regrading.rulings import rulings_with
from lms.assessment.regrading.telling import tell_learners
from lms.assessment.services import counting
from lms.audit import services as audit
from lms.study import services as study

AS_DONE = ["old_score", "new_score", "old_passed", "new_passed", "kept", "old_grade", "new_grade", "effect", "hours",
           "done_at", "event"]
Tell = Callable[[int], None]


def carry_out(*, regrade: Regrade, now: Callable[[], dt.datetime], tell: Tell = lambda done: None) -> Regrade:
    """Regrade what is left to be regraded. Raises RegradeRefused where it is not confirmed.

    Attempts that are going on are looked at under their lock and left: whoever closes them afterwards marks them by the
    new rule, since the confirmation was written before. What closed on the way is found by looking again.
    """
    regrade = Regrade.objects.select_related("bank", "question", "decided_by").get(pk=regrade.pk)
    if regrade.state == Regrade.State.DONE:
        return regrade
    if regrade.state != Regrade.State.CONFIRMED:
        raise refused("state")
    rulings, seen, looked = rulings_with(regrade), _done(regrade), -1
    while looked != len(seen):
        looked = len(seen)
        for keys in tasks_in_turn(regrade, leave=seen):
            seen |= _some(regrade, rulings, keys, now())
            tell(len(seen))
    return _finish(regrade, now())


def _done(regrade: Regrade) -> set[int]:
    return set(regrade.lines.filter(done_at__isnull=False).values_list("attempt_id", flat=True))


@transaction.atomic
def _some(regrade: Regrade, rulings: tuple[rules.Ruling, ...], keys: list[int], at: dt.datetime) -> set[int]:
    """These tasks, all or none of them; the attempts looked at."""
    reckoned = reckon(regrade, rulings, keys, lock=True)
    events = _append(reckoned, regrade, at)
    _write_lines(reckoned, events, regrade, at)
    changed = [one for one in reckoned if one.differs]
    _show(changed)
    study.correct_grades(grades={
        one.enrolment.pk: (one.after.grade, one.after.passed_at) for one in changed if one.grade_only})
    told = [(one, _follow(one, regrade, at)) for one in changed]
    tell_learners(regrade, told, at)
    return set(Attempt.objects.filter(enrolment__in=keys).values_list("pk", flat=True))


def _append(reckoned: list[Reckoned], regrade: Regrade, at: dt.datetime) -> dict[int, GradeEvent]:
    """A grade event for each attempt that changes, which then shows its newest score; by attempt."""
    changes = [(one.enrolment, change) for one in reckoned for change in one.changes if change.differs]
    events = GradeEvent.objects.bulk_create([
        GradeEvent(enrolment=enrolment, attempt=change.attempt, kind=GradeEvent.Kind.REGRADED, score=change.score,
                   passed=change.passed, at=at, by=regrade.decided_by, note=regrade.reason[:200])
        for enrolment, change in changes
    ])
    return {event.attempt_id: event for event in events}  # type: ignore[misc]


def _write_lines(
    reckoned: list[Reckoned], events: dict[int, GradeEvent], regrade: Regrade, at: dt.datetime
) -> None:
    """What was done, in place of what was foreseen; then the attempts themselves, which the lines compare with."""
    lines = []
    for one in reckoned:
        for change in one.changes:
            line = one.line(regrade, change)
            line.done_at, line.event = at, events.get(change.attempt.pk)
            lines.append(line)
    RegradeLine.objects.bulk_create(
        lines, update_conflicts=True, unique_fields=["regrade", "attempt"], update_fields=AS_DONE
    )
    for one in reckoned:
        for change in one.changes:
            _log(one, change, regrade)


def _log(one: Reckoned, change: Change, regrade: Regrade) -> None:
    if not change.differs:
        return
    attempt, enrolment = change.attempt, one.enrolment
    audit.record(
        action="assessment.regrade", actor=regrade.decided_by,
        target=f"{enrolment.course.code} {enrolment.person.staff_no} #{attempt.number}",
        detail={"regrade": regrade.pk, "attempt": attempt.pk, "from": str(attempt.score), "to": str(change.score),
                "passed_from": attempt.passed, "passed_to": change.passed, "kept": change.kept,
                "grade_from": str(one.before.grade), "grade_to": str(one.after.grade), "effect": one.effect},
    )


def _show(reckoned: list[Reckoned]) -> None:
    """The attempts show their new scores, and what counts is drawn from them anew."""
    attempts = [
        Attempt(pk=change.attempt.pk, score=change.score, passed=change.passed, kept=change.kept)
        for one in reckoned for change in one.changes if change.differs
    ]
    Attempt.objects.bulk_update(attempts, ["score", "passed", "kept"])
    counting.restate([one.enrolment.pk for one in reckoned])


def _follow(one: Reckoned, regrade: Regrade, at: dt.datetime) -> study.Corrected:
    """Completion, hours and certificate down the stairs, where any of them rests on the grade."""
    if one.grade_only:
        return study.Corrected()
    return study.correct_assessment(
        enrolment=one.enrolment, grade=one.after.grade, passed_at=one.after.passed_at, why=regrade.reason,
        origin=f"assessment.regrade:{regrade.pk}", at=at,
    )


@transaction.atomic
def _finish(regrade: Regrade, at: dt.datetime) -> Regrade:
    locked = Regrade.objects.select_for_update(of=("self",)).select_related("bank", "question", "decided_by").get(
        pk=regrade.pk
    )
    if locked.state == Regrade.State.CONFIRMED:
        locked.lines.filter(done_at__isnull=True).delete()  # foreseen, but the attempt is no more concerned
        locked.state, locked.finished_at, locked.result = Regrade.State.DONE, at, counted(locked)
        locked.save(update_fields=["state", "finished_at", "result"])
        audit.record(action="assessment.regrade_done", actor=locked.decided_by,
                     target=f"{locked.bank.code} {locked.code}", detail={"regrade": locked.pk} | locked.result)
    return locked
