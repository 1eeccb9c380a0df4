"""What is open on a day and who stands above whom: a fixed number of flat queries, whatever the size."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from lms.curricula.models import Assignment
from lms.curricula.rules import effective_due
from lms.people.models import HeadOf, PersonState, Portfolio, Posting
from lms.study.models import Completion
from lms.supervision.models import Reminder
from lms.supervision.rules import LEARNER, NOBODY, Plan, Told, head_above, leader_above

FIELDS = (
    "pk", "person_id", "person__staff_no", "person__full_name", "course__title", "issued_on", "moved_on", "due_on",
)


class Task(NamedTuple):
    """One course owed and not completed; `due_on` with the pauses in it, `unit` the path of the person's unit."""

    pk: int
    person: int
    staff_no: str
    name: str
    course: str
    issued_on: dt.date
    due_on: dt.date
    unit: str


@dataclass(frozen=True)
class Presence:
    """Who is written to on the day: unit path by person, for who is neither paused nor gone; and everyone's pauses."""

    unit_of: dict[int, str]
    quiet: frozenset[int]
    pauses: dict[int, list[tuple[dt.date, dt.date | None]]]


@dataclass(frozen=True)
class Above:
    """Heads and leaders of the day who can be written to, by the path of their unit."""

    heads: dict[str, int]
    leaders: dict[str, list[int]]

    def head_of(self, task: Task) -> int | None:
        return head_above(task.unit, task.person, self.heads)

    def leader_of(self, task: Task) -> int | None:
        return leader_above(task.unit, task.person, self.leaders)


def presence_on(on: dt.date) -> Presence:
    """Two queries."""
    quiet, pauses = set(), defaultdict(list)
    rows = PersonState.objects.filter(from_on__lte=on).order_by()
    for person, kind, first, last in rows.values_list("person_id", "kind", "from_on", "to_on"):
        if kind == PersonState.Kind.PAUSED:
            pauses[person].append((first, last))
        if last is None or last >= on:
            quiet.add(person)
    posts = Posting.objects.main().on(on).order_by().values_list("person_id", "department__path")
    return Presence({who: path for who, path in posts if who not in quiet}, frozenset(quiet), dict(pauses))


def above_on(on: dt.date, present: Presence) -> Above:
    """Two queries."""
    fields = ("department__path", "person_id")
    heads = HeadOf.objects.on(on).order_by("acting").values_list(*fields)
    leaders = defaultdict(list)
    for path, person in Portfolio.objects.on(on).order_by("from_on", "pk").values_list(*fields):
        if person in present.unit_of:
            leaders[path].append(person)
    return Above({path: person for path, person in heads if person in present.unit_of}, dict(leaders))


def open_tasks(on: dt.date, plan: Plan, present: Presence) -> list[Task]:
    """Owed and unfinished, with a due date near enough to be spoken of (one query)."""
    done = Completion.objects.filter(person=OuterRef("person"), course=OuterRef("course"), cycle=OuterRef("cycle"))
    oldest, latest = on - dt.timedelta(days=plan.stops), on + dt.timedelta(days=plan.furthest + 15)
    near = Q(due_on__gte=oldest) | Q(person__in=[who for who in present.pauses if who in present.unit_of])
    rows = Assignment.objects.owed_on(on).filter(~Exists(done), near, due_on__lte=latest)
    return [
        Task(pk, who, number, name, course, issued, moved, present.unit_of[who])
        for pk, who, number, name, course, issued, set_on, due in rows.order_by("due_on", "pk").values_list(*FIELDS)
        if who in present.unit_of
        for moved in (effective_due(due, set_on or issued, present.pauses.get(who, ()), on),)
        if moved >= oldest
    ]


def told_by(on: dt.date, plan: Plan) -> dict[tuple[int, dt.date], Told]:
    """(assignment, due date) → who was told of it when (one query)."""
    rows = Reminder.objects.filter(due_on__gte=on - dt.timedelta(days=plan.stops)).order_by("sent_on", "pk")
    found: dict[tuple[int, dt.date], Told] = {}
    for task, due, level, step, day in rows.values_list("assignment_id", "due_on", "level", "step", "sent_on"):
        found[task, due] = _with(found.get((task, due), NOBODY), level, step, day, late=day > due)
    return found


def _with(told: Told, level: str, step: int, day: dt.date, *, late: bool) -> Told:
    """The first time the person was told that it is late is what the levels above wait from."""
    if level != LEARNER:
        return Told(told.step, told.learner_on, *(
            (day, told.leader_on) if level == Reminder.Level.HEAD else (told.head_on, day)
        ))
    last = step if told.step is None else max(told.step, step)
    return Told(last, told.learner_on or (day if late else None), told.head_on, told.leader_on)
