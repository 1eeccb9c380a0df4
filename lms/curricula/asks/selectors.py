"""How a task stands, its story, and whose requests wait."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from lms.curricula.asks.models import DueChange, Explanation, Request
from lms.curricula.asks.rules import Standing
from lms.curricula.models import Assignment
from lms.curricula.rules import effective_due
from lms.people.models import User
from lms.people.selectors import departments_on, pauses_of
from lms.study.models import Completion, Enrolment


def standing_of(assignment: Assignment, on: dt.date) -> Standing:
    """On the day: the due date in force, and whether it is closed, done, paused (two queries)."""
    pauses = pauses_of(assignment.person)
    done = Completion.objects.filter(
        person=assignment.person_id, course=assignment.course_id, cycle=assignment.cycle
    ).exists()
    return Standing(
        due_on=effective_due(assignment.due_on, assignment.counts_from, pauses, on),
        closed=assignment.closed_on is not None, done=done,
        paused=any(first <= on and (last is None or last >= on) for first, last in pauses),
    )


def due_dates_on(assignments: Iterable[int] | QuerySet, day: dt.date) -> dict[int, tuple[dt.date, dt.date | None]]:
    """(due_on, moved_on) as they stood at the end of a past day, of those among `assignments` moved since; one query.

    Others stand as they are now. Pauses are to be given back from moved_on (else issued_on), as ever.
    """
    rows = DueChange.objects.filter(assignment__in=assignments).order_by("assignment", "on", "pk")
    stood: dict[int, tuple[dt.date, dt.date | None]] = {}
    before: dict[int, dt.date] = {}
    for assignment, from_on, on in rows.values_list("assignment_id", "from_on", "on"):
        if on <= day:
            before[assignment] = on
        elif assignment not in stood:
            stood[assignment] = (from_on, before.get(assignment))
    return stood


@dataclass(frozen=True)
class Move:
    """A move of the due date as it was seen that day: `from_on` with the pauses until then given back."""

    change: DueChange
    from_on: dt.date


def _moves(assignment: Assignment, pauses: tuple) -> tuple[Move, ...]:
    since, moves = assignment.issued_on, []
    for change in assignment.due_changes.select_related("by"):
        moves.append(Move(change, effective_due(change.from_on, since, pauses, change.on)))
        since = change.on
    return tuple(moves)


@dataclass(frozen=True)
class Story:
    """下达 → 签收 → 学习 → 考核 → 办结: the moments of one task, None for what has not happened."""

    assignment: Assignment
    standing: Standing
    started_at: dt.datetime | None
    passed_at: dt.datetime | None
    completed_at: dt.datetime | None
    moves: tuple[Move, ...]
    requests: tuple[Request, ...]
    explanations: tuple[Explanation, ...]
    overdue: bool
    completion: int | None = None  # its key

    @property
    def waiting(self) -> frozenset[str]:
        """Kinds of request that wait for an answer."""
        return frozenset(row.kind for row in self.requests if row.state == Request.State.PENDING)


def story_of(assignment: Assignment, on: dt.date) -> Story:
    """One task from beginning to end (seven queries)."""
    standing = standing_of(assignment, on)
    enrolment = Enrolment.objects.filter(
        person=assignment.person_id, course=assignment.course_id, cycle=assignment.cycle
    ).select_related("completion").first()
    completion = getattr(enrolment, "completion", None)
    return Story(
        assignment=assignment, standing=standing, started_at=enrolment.started_at if enrolment else None,
        passed_at=enrolment.passed_at if enrolment else None,
        completed_at=completion.completed_at if completion else None,
        moves=_moves(assignment, pauses_of(assignment.person)),
        requests=tuple(assignment.requests.select_related("decided_by").order_by("-asked_at")),
        explanations=tuple(assignment.explanations.all()),
        completion=completion.pk if completion else None,
        overdue=not (standing.done or standing.closed or standing.paused) and standing.due_on < on,
    )


@dataclass(frozen=True)
class RequestRow:
    """A request in a list. `late`: the promised day is over and it still waits."""

    request: Request
    unit: str
    due_on: dt.date
    late: bool


def requests_of(person: User, on: dt.date) -> tuple[RequestRow, ...]:
    """A person's own, the newest first (one query)."""
    rows = Request.objects.filter(assignment__person=person).order_by("-asked_at").select_related(
        "assignment__course", "decided_by")
    return tuple(RequestRow(row, "", row.assignment.due_on, _late(row, on)) for row in rows)


def queue_of(user: User, on: dt.date) -> tuple[RequestRow, ...]:
    """What waits for this person's answer, the oldest promise first (four queries)."""
    rows = list(Request.objects.pending().decidable_by(user, on).select_related(
        "assignment__course", "assignment__person"))
    units = departments_on({row.assignment.person for row in rows}, on)
    return tuple(
        RequestRow(row, unit.name if (unit := units.get(row.assignment.person_id)) else "", row.assignment.due_on,
                   _late(row, on))
        for row in rows
    )


def answered_by(user: User, limit: int = 50) -> tuple[RequestRow, ...]:
    """The last answers this person gave (one query)."""
    rows = Request.objects.filter(decided_by=user).order_by("-decided_at").select_related(
        "assignment__course", "assignment__person")[:limit]
    return tuple(RequestRow(row, "", row.assignment.due_on, late=False) for row in rows)


def _late(request: Request, on: dt.date) -> bool:
    return request.state == Request.State.PENDING and request.promised_on < on
