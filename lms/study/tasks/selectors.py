"""How a lesson's tasks stand, and what waits for whom."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from courses.models import VersionLesson
from courses.tasks import Item, Task, tasks_of
from lms.people.selectors import departments_on
from lms.study.models import Enrolment
from lms.study.tasks.models import FormAnswer, HandIn, PracticeEntry

KINDS: dict[str, Any] = {"hand_ins": HandIn, "practice": PracticeEntry, "forms": FormAnswer}


@dataclass(frozen=True)
class TaskState:
    """A task and how far its learner is: todo, doing (sent, waits or came back) or done. `rows`: the newest first."""

    task: Task
    state: str
    rows: tuple[Any, ...]
    confirmed: int = 0

    @property
    def latest(self) -> Any:
        return self.rows[0] if self.rows else None

    @property
    def items(self) -> list[tuple[Item, PracticeEntry | None]]:
        """Each item of a checklist with what was said of it last."""
        last = {row.item: row for row in reversed(self.rows)}
        return [(item, last.get(item.key)) for item in self.task.items]

    @property
    def may_hand_in(self) -> bool:
        return self.state != "done" and (self.latest is None or self.latest.state != HandIn.State.WAITING)


def states_of(enrolment: Enrolment, lesson: VersionLesson) -> tuple[TaskState, ...]:
    """One query for each kind of task the lesson has."""
    tasks = tasks_of(lesson.body)
    rows = {kind: _rows(kind, enrolment, tasks) for kind in {task.kind for task in tasks}}
    return tuple(_state(task, [row for row in rows[task.kind] if row.task == task.key]) for task in tasks)


def open_tasks(enrolment: Enrolment, lesson: VersionLesson) -> list[Task]:
    """What the lesson still asks for; no query for a lesson without tasks."""
    return [state.task for state in states_of(enrolment, lesson) if state.state != "done"]


def _rows(kind: str, enrolment: Enrolment, tasks: Iterable[Task]) -> list:
    model: Any = {"form": FormAnswer, "checklist": PracticeEntry, "hand_in": HandIn}[kind]
    keys = [task.key for task in tasks if task.kind == kind]
    rows = model.objects.filter(enrolment=enrolment, task__in=keys).order_by("-pk")
    return list(rows if kind == "form" else rows.select_related("decided_by"))


def _state(task: Task, rows: list) -> TaskState:
    if task.kind == "checklist":
        confirmed = {row.item for row in rows if row.state == PracticeEntry.State.CONFIRMED}
        mine = [item for item in task.items if item.key in confirmed]
        done = len(mine) == len(task.items)
        return TaskState(task, _word(done, rows), tuple(rows), len(mine))
    done = bool(rows) if task.kind == "form" else any(row.passed for row in rows)
    return TaskState(task, _word(done, rows), tuple(rows))


def _word(done: bool, rows: list) -> str:
    return "done" if done else "doing" if rows else "todo"


def waiting_for(user, kind: str, on: dt.date) -> QuerySet:
    """What `user` may decide now, the longest waiting first; of forms, those he may read, the newest first."""
    rows = KINDS[kind].objects.in_hands_of(user, on)
    rows = rows.filter(shared=True).order_by("-sent_at", "-pk") if kind == "forms" else rows.filter(state="waiting")
    return rows.select_related("enrolment__person", "enrolment__course")


@dataclass(frozen=True)
class QueueRow:
    """A row of the marking page. `unit`: of the day."""

    url: str
    name: str
    staff_no: str
    unit: str
    course: str
    title: str
    detail: str
    at: dt.datetime


def queue_rows(rows: Iterable[Any], kind: str, on: dt.date) -> tuple[QueueRow, ...]:
    """A page's worth (one query besides the rows' own)."""
    rows = list(rows)
    units = departments_on([row.enrolment.person for row in rows], on)
    return tuple(_queue_row(row, kind, units) for row in rows)


def _queue_row(row: Any, kind: str, units: dict) -> QueueRow:
    person, unit = row.enrolment.person, units.get(row.enrolment.person_id)
    at = {"hand_ins": "handed_at", "practice": "said_at", "forms": "sent_at"}[kind]
    way = {"hand_ins": "study:mark", "practice": "study:confirm", "forms": "study:answers"}[kind]
    return QueueRow(
        reverse(way, args=[row.pk]), person.display_name, person.staff_no, unit.name if unit else "",
        row.enrolment.course.title, row.title,
        row.text if kind == "practice" else "", getattr(row, at),
    )
