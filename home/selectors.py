"""The desk of one person: what he owes, by when, and where he goes on. A fixed number of queries."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from courses.models import CourseVersion, VersionLesson
from home.models import HomePage
from home.words import due_words
from lms.common import clock
from lms.curricula.models import Assignment
from lms.curricula.renewals.validity import valid_of
from lms.curricula.renewals.validity import words as valid_words
from lms.curricula.selectors import Task, tasks_of
from lms.notices.models import Notice
from lms.study import words
from lms.study.models import Completion, Enrolment, LessonProgress
from lms.study.selectors import course_url
from lms.study.steps import NEVER, Step, resume_step, steps_of
from lms.transcript.selectors import CounterTotal, hours_of

NOTICES_SHOWN = 5
SOON_DAYS = 14


@dataclass(frozen=True)
class TaskRow:
    """One open task. `mark` is late, soon, paused or nothing; `action_url` lands where the learner stopped."""

    code: str
    title: str
    url: str
    required: bool | None
    basis: str
    states: tuple[str, ...]
    done: int
    missing: str
    mark: str
    due_on: dt.date | None
    due_text: str
    action_url: str
    starts: bool
    started: bool
    step: Step | None
    assignment: int | None
    acknowledged: bool


@dataclass(frozen=True)
class DoneRow:
    """One completed course."""

    code: str
    title: str
    url: str
    completed_at: dt.datetime
    grade: Decimal | None
    hours: Decimal
    valid: str = ""


@dataclass(frozen=True)
class Desk:
    """Everything the desk shows, in order of due date."""

    tasks: tuple[TaskRow, ...]
    completed: tuple[DoneRow, ...]
    going_on: TaskRow | None
    hours: tuple[CounterTotal, ...]
    notices: tuple[Notice, ...]
    announcement: str
    year: int


@dataclass(frozen=True)
class Studied:
    """An enrolment with its outline. `assigned`: this cycle or once, somebody assigned it."""

    enrolment: Enrolment
    assigned: bool
    version: CourseVersion | None
    steps: tuple[Step, ...]


def desk_of(person, on: dt.date) -> Desk:
    """Twelve queries, however many tasks."""
    studied = _studied(person)
    owed = {(task.course_code, task.cycle): task for task in tasks_of(person, on)}
    tasks = _open_tasks(studied, owed, on)
    return Desk(
        tasks=tasks, completed=_completed(studied, valid_of(person), on), going_on=_going_on(tasks),
        hours=hours_of(person, on.year),
        notices=tuple(Notice.objects.filter(person=person, read_at__isnull=True)[:NOTICES_SHOWN]),
        announcement=_announcement(), year=on.year,
    )


def _announcement() -> str:
    return HomePage.objects.live().values_list("announcement", flat=True).first() or ""


def _studied(person) -> list[Studied]:
    """Every enrolment of the person with the version he reads, or would (three queries)."""
    newest = CourseVersion.objects.filter(course=OuterRef("course")).order_by("-number").values("pk")[:1]
    assigned = Assignment.objects.filter(person=person, course=OuterRef("course"), cycle=OuterRef("cycle"))
    enrolments = list(
        Enrolment.objects.filter(person=person).select_related("course", "version", "completion__version")
        .annotate(reads=Coalesce("version_id", Subquery(newest)), assigned=Exists(assigned)).order_by("cycle", "pk")
    )
    lessons = _grouped(_lessons(enrolments), "version_id")
    progress = _grouped(LessonProgress.objects.filter(enrolment__person=person).defer("evidence"), "enrolment_id")
    return [_with_steps(row, lessons.get(row.reads, []), progress.get(row.pk, [])) for row in enrolments]


def _lessons(enrolments: list) -> Any:
    wanted = {row.reads for row in enrolments if row.reads and not getattr(row, "completion", None)}
    rows = VersionLesson.objects.filter(version__in=wanted).select_related("version")
    return rows.defer("body", "summary", "media_ids").order_by("version", "number")


def _grouped(rows: Any, key: str) -> dict[int, list]:
    groups: dict[int, list] = {}
    for row in rows:
        groups.setdefault(getattr(row, key), []).append(row)
    return groups


def _with_steps(enrolment: Any, lessons: list, progress: list) -> Studied:
    version = enrolment.version or (lessons[0].version if lessons else None)
    return Studied(enrolment, enrolment.assigned, version, steps_of(lessons, progress))


def _open_tasks(studied: list[Studied], owed: dict, on: dt.date) -> tuple[TaskRow, ...]:
    """What is owed, and what is under way without being owed this cycle; a closed assignment is neither."""
    rows = []
    for item in studied:
        task = owed.get((item.enrolment.course.code, item.enrolment.cycle))
        own = not item.assigned and item.enrolment.cycle == clock.cycle_of(on)
        if not getattr(item.enrolment, "completion", None) and (task or own):
            rows.append(_task_row(item, task))
    return tuple(sorted(rows, key=lambda row: (row.due_on or dt.date.max, row.code)))


def _task_row(item: Studied, task: Task | None) -> TaskRow:
    asked = item.version.assessment if item.version else None
    enrolment = item.enrolment
    starts = enrolment.started_at is None
    return TaskRow(
        code=enrolment.course.code, title=item.version.title if item.version else enrolment.course.title,
        url=course_url(enrolment.course.code), required=task.required if task else None,
        basis=task.basis if task else "",
        states=tuple(step.state for step in item.steps), done=sum(step.state == "done" for step in item.steps),
        missing=words.missing(
            item.steps, assessment=asked.get("title", "") if asked else "", assessed=enrolment.passed_at is not None
        ),
        mark=_mark(task), due_on=task.due_on if task else None, due_text=due_words(task) if task else "",
        action_url=_action(item, starts), starts=starts, started=not starts, step=resume_step(item.steps),
        assignment=task.assignment_id if task else None, acknowledged=bool(task and task.acknowledged_at),
    )


def _mark(task: Task | None) -> str:
    if task is None:
        return ""
    if task.state == "paused":
        return "paused"
    return "late" if task.days_left < 0 else "soon" if task.days_left <= SOON_DAYS else ""


def _action(item: Studied, starts: bool) -> str:
    """Where the button goes: start (a POST), the lesson he stopped in, or the assessment."""
    code, here = item.enrolment.course.code, resume_step(item.steps)
    if item.version is None:
        return ""
    if starts:
        return reverse("study:start", args=[code])
    if here:
        return reverse("study:lesson", args=[code, here.code])
    return reverse("assessment:intro", args=[code]) if item.version.assessment else ""


def _going_on(tasks: tuple[TaskRow, ...]) -> TaskRow | None:
    """The task with the newest saved lesson, else the most urgent one under way."""
    under_way = [row for row in tasks if row.started and row.action_url and row.mark != "paused"]
    return max(under_way, key=_last_saved, default=None)


def _last_saved(row: TaskRow) -> dt.datetime:
    return row.step.saved_at if row.step and row.step.saved_at else NEVER


def _completed(studied: list[Studied], valid: dict[tuple[str, str], dt.date], on: dt.date) -> tuple[DoneRow, ...]:
    """Newest first."""
    done = [item.enrolment.completion for item in studied if getattr(item.enrolment, "completion", None)]
    rows = [_done_row(completion, valid.get((completion.course_code, completion.cycle)), on) for completion in done]
    return tuple(sorted(rows, key=lambda row: row.completed_at, reverse=True))


def _done_row(c: Completion, until: dt.date | None, on: dt.date) -> DoneRow:
    return DoneRow(
        c.course_code, c.course_title, course_url(c.course_code), c.completed_at, c.grade, c.version.hours,
        valid_words(until, on) if until else "",
    )
