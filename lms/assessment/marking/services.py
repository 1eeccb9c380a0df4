"""Verbs of marking: an answer is claimed, marked, passed over, a mark taken back; a grade is reviewed."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from lms.assessment.marking import rules
from lms.assessment.marking.access import markable_by
from lms.assessment.marking.finishing import finish, settle
from lms.assessment.marking.models import ItemMark, MarkingSettings, MarkingTask, Review
from lms.assessment.marking.opening import PLACES
from lms.assessment.marking.refusals import refused
from lms.assessment.marking.telling import tell_markers
from lms.assessment.models import Attempt
from lms.assessment.services.attempts import locked_attempt
from lms.audit import services as audit
from lms.common import clock
from lms.feedback import rules as cases
from lms.feedback.models import Case
from lms.feedback.services import take_up
from lms.people.access import has_role
from lms.people.models import User

TRIES = 20  # answers looked at for one that no colleague has taken in the meantime
LONGEST = 500


@dataclass(frozen=True)
class Given:
    """The mark, and whether the attempt's result is known with it."""

    mark: ItemMark
    released: bool


def claim_next(*, viewer: User, question: str, at: dt.datetime, after: MarkingTask | None = None) -> MarkingTask | None:
    """An answer to the question that waits for him, kept for him for a while; None when there is none.

    `after`: the one passed over; what comes after it first. The one he has open comes before all others.
    """
    rows = markable_by(viewer, clock.day_of(at)).filter(question=question)
    mine = rows.filter(claimed_by=viewer, claimed_until__gt=at).exclude(pk=after.pk if after else 0)
    free = rows.filter(Q(claimed_until=None) | Q(claimed_until__lte=at)).order_by("place", "pk")
    later = [*mine[:1], *(free.filter(place__gt=after.place)[:TRIES] if after else free[:TRIES])]
    again = free.filter(place__lte=after.place)[:TRIES] if after else ()
    return next((task for task in (*later, *again) if claim(task=task, viewer=viewer, at=at)), None)


def claim(*, task: MarkingTask, viewer: User, at: dt.datetime) -> bool:
    """Of two who take an answer at once one gets it: the row decides. The caller has looked whether he may."""
    until = at + dt.timedelta(minutes=MarkingSettings.now().lease_minutes)
    free = Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_by=viewer)
    rows = MarkingTask.objects.waiting().filter(free, pk=task.pk)
    return bool(rows.update(claimed_by=viewer, claimed_until=until))


def release(*, task: MarkingTask, viewer: User) -> None:
    """Passed over: others may take it."""
    MarkingTask.objects.filter(pk=task.pk, claimed_by=viewer).update(claimed_by=None, claimed_until=None)


@transaction.atomic
def give_mark(*, task: MarkingTask, points: Decimal, comment: str, by: User, at: dt.datetime) -> Given:
    """One person's mark; the same again, as by a double click, is the one there is. Raises MarkingRefused.

    The answer must be the one he has open: whoever's time ran out keeps it as long as no colleague has taken it.
    """
    attempt, row = _locked(task)
    known = row.marks.filter(marker=by, undone_at__isnull=True).first()
    if known:
        if (known.points, known.comment) == (points, comment.strip()):
            return Given(known, not attempt.awaits_marking)
        raise refused("marked")
    _refuse(row, points, comment, by, at)
    marks = list(row.marks.filter(undone_at__isnull=True).order_by("number"))
    mark = ItemMark.objects.create(
        task=row, marker=by, number=len(marks) + 1, points=points, most=row.points, comment=comment.strip(), at=at)
    _log("item_mark", mark, attempt, by)
    settle(row, [*marks, mark], at)
    finish(attempt, at)
    return Given(mark, not attempt.awaits_marking)


def _locked(task: MarkingTask) -> tuple[Attempt, MarkingTask]:
    """The enrolment, the attempt, then its answer: of two last marks one sees the other."""
    attempt = locked_attempt(task.attempt)
    return attempt, MarkingTask.objects.select_for_update(of=("self",)).get(pk=task.pk)


def _refuse(task: MarkingTask, points: Decimal, comment: str, by: User, at: dt.datetime) -> None:
    if not markable_by(by, clock.day_of(at)).filter(pk=task.pk).exists():
        raise refused("not_yours")
    if task.claimed_by_id != by.pk:
        raise refused("taken")
    if not rules.is_step(points, task.points):
        raise refused("points", most=task.points)
    if len(comment.strip()) > LONGEST or "\x00" in comment:
        raise refused("comment")


@transaction.atomic
def undo(*, mark: ItemMark, by: User, at: dt.datetime) -> MarkingTask:
    """Take one's own mark back while the result is not known and no colleague has marked after it; the answer is open
    for him again. Twice changes nothing. Raises MarkingRefused."""
    attempt, task = _locked(mark.task)
    row = ItemMark.objects.select_for_update(of=("self",)).get(pk=mark.pk)
    if row.marker_id != by.pk:
        raise refused("not_yours")
    if row.undone_at:
        return task
    _refuse_undo(row, task, attempt)
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    _log("item_undo", row, attempt, by)
    settle(task, list(task.marks.filter(undone_at__isnull=True).order_by("number")), at)
    claim(task=task, viewer=by, at=at)
    task.refresh_from_db()
    return task


def _refuse_undo(mark: ItemMark, task: MarkingTask, attempt: Attempt) -> None:
    reviewed = attempt.reviews.filter(round=task.round, finished_at__isnull=True).exists()
    if task.state == rules.WITHDRAWN or not (attempt.awaits_marking or reviewed):
        raise refused("released")
    if task.marks.filter(undone_at__isnull=True, number__gt=mark.number).exists():
        raise refused("not_last")


def _log(act: str, mark: ItemMark, attempt: Attempt, by: User) -> None:
    """Without the learner's number: a marker reads his own part of the log."""
    course, detail = attempt.enrolment.course.code, {"answer": mark.task_id, "number": mark.number,
                                                     "points": str(mark.points)}
    target = f"{course} {mark.task.question}"
    if act == "item_mark":
        audit.record(action="assessment.item_mark", actor=by, target=target, detail=detail)
    else:
        audit.record(action="assessment.item_undo", actor=by, target=target, detail=detail)


@transaction.atomic
def open_review(*, case: Case, attempt: Attempt, by: User, at: dt.datetime) -> Review:
    """All answers that people marked are marked anew, by others who see neither name nor earlier marks.

    Twice changes nothing. Raises MarkingRefused.
    """
    attempt = locked_attempt(attempt)
    if known := Review.objects.filter(case=case).first():
        return known
    tasks = _tasks_to_review(case, attempt, by)
    number = (attempt.marking_tasks.aggregate(last=Max("round"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            review = Review.objects.create(
                attempt=attempt, case=case, round=number, opened_by=by, opened_at=at,
                old_score=attempt.score or Decimal(0))
    except IntegrityError as error:
        raise refused("review") from error
    MarkingTask.objects.bulk_create(_again(task, number, at) for task in tasks)
    take_up(case=case, by=by, at=at)
    tell_markers(attempt, at)
    audit.record(action="assessment.review_open", actor=by, target=case.number,
                 detail={"attempt": attempt.pk, "answers": len(tasks), "score": str(attempt.score)})
    return review


def _tasks_to_review(case: Case, attempt: Attempt, by: User) -> list[MarkingTask]:
    """The newest round of each answer."""
    code = ""
    if not has_role(by, "hr"):
        code = "not_hr"
    elif by.pk == attempt.enrolment.person_id:
        code = "own"
    elif case.state not in cases.OPEN:
        code = "no_case"
    elif not attempt.closed_at:
        code = "waits"
    found = {task.item: task for task in attempt.marking_tasks.settled().order_by("round")}
    if code or not found:
        raise refused(code or "nothing")
    return list(found.values())


def _again(task: MarkingTask, number: int, at: dt.datetime) -> MarkingTask:
    place = (task.place * 7919 + number) % PLACES  # another place than before, the same whenever it is asked
    return MarkingTask(
        attempt_id=task.attempt_id, item=task.item, round=number, question=task.question, place=place,
        points=task.points, markers=1, tolerance=task.tolerance, opened_at=at,
    )
