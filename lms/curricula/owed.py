"""What one person still owes, for the page everyone opens first."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from lms.common.prepared import Prepared
from lms.curricula import rules
from lms.curricula.models import Assignment
from lms.people.models import PersonState
from lms.study.models import Completion


@dataclass(frozen=True)
class Duty:
    """An unfinished task. `due_on` has moved with his pauses; `days_left` < 0 is overdue."""

    assignment_id: int
    course_id: int
    cycle: str
    required: bool
    basis: str
    acknowledged: bool
    due_on: dt.date
    days_left: int
    paused: bool


def unfinished_duties_of(person, on: dt.date) -> tuple[Duty, ...]:
    """Owed on the day and not completed, in no order (two queries)."""
    pauses = _pauses(person.pk)
    paused = any(first <= on and (last is None or last >= on) for first, last in pauses)
    return tuple(_duty(row, pauses, paused, on) for row in _unfinished(person.pk, on))


def _duty(row, pauses: list[rules.Span], paused: bool, on: dt.date) -> Duty:
    due_on = rules.effective_due(row.due_on, row.since, pauses, on)
    return Duty(
        row.pk, row.course_id, row.cycle, row.required, row.basis, row.acknowledged_at is not None, due_on,
        (due_on - on).days, paused,
    )


def _unfinished_on(person: int, on: dt.date) -> QuerySet:
    done = Completion.objects.filter(person=OuterRef("person"), course=OuterRef("course"), cycle=OuterRef("cycle"))
    rows = Assignment.objects.owed_on(on).filter(~Exists(done), person=person).order_by()
    fields = ("pk", "course_id", "cycle", "required", "basis", "acknowledged_at", "due_on")
    return rows.annotate(since=Coalesce("moved_on", "issued_on")).values_list(*fields, "since", named=True)


def _pauses_of(person: int) -> QuerySet:
    paused = PersonState.objects.filter(person=person, kind=PersonState.Kind.PAUSED).order_by("from_on")
    return paused.values_list("from_on", "to_on")


_unfinished, _pauses = Prepared(_unfinished_on, int, dt.date), Prepared(_pauses_of, int)
