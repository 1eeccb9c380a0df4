"""The desk of one person: what he owes, by when, and where he goes on. A fixed number of queries (decision 0026)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from home import asked
from home.words import due_words
from lms.common import clock
from lms.curricula.owed import Duty, unfinished_duties_of
from lms.curricula.renewals import validity
from lms.study import words
from lms.study.selectors import course_url, exam_url, lesson_url, start_url
from lms.study.steps import NEVER, Step, resume_step, steps_of
from lms.transcript.selectors import CounterTotal, hours_of

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
class NoticeRow:
    """One unread notice, and how many there are in all."""

    subject: str
    url: str
    created_at: dt.datetime
    total: int


@dataclass(frozen=True)
class Desk:
    """Everything the desk shows, in order of due date."""

    tasks: tuple[TaskRow, ...]
    completed: tuple[DoneRow, ...]
    going_on: TaskRow | None
    hours: tuple[CounterTotal, ...]
    notices: tuple[NoticeRow, ...]
    announcement: str
    year: int


def desk_of(person, on: dt.date) -> Desk:
    """Ten queries, however many tasks."""
    tasks = _open_tasks(person, on)
    return Desk(
        tasks=tasks, completed=_completed(person, on), going_on=_going_on(tasks), hours=hours_of(person, on.year),
        notices=tuple(NoticeRow(*row) for row in asked.notices(person.pk)),
        announcement=next(iter(asked.announcement()), ""), year=on.year,
    )


def _open_tasks(person, on: dt.date) -> tuple[TaskRow, ...]:
    """What is owed, and what is under way without being owed this cycle; a closed assignment is neither."""
    owed = {(duty.course_id, duty.cycle): duty for duty in unfinished_duties_of(person, on)}
    versions = {row.pk: row for row in asked.versions(person.pk)}
    lessons = _grouped(asked.lessons(person.pk), "version_id")
    progress = _grouped(asked.progress(person.pk), "enrolment_id")
    rows = []
    for item in asked.enrolments(person.pk):
        duty = owed.get((item.course_id, item.cycle))
        if duty or (not item.assigned and item.cycle == clock.cycle_of(on)):
            steps = steps_of(lessons.get(item.reads, ()), progress.get(item.pk, ()))
            rows.append(_task_row(item, versions.get(item.reads), steps, duty))
    return tuple(sorted(rows, key=lambda row: (row.due_on or dt.date.max, row.code)))


def _grouped(rows: Any, key: str) -> dict[int, list]:
    groups: dict[int, list] = {}
    for row in rows:
        groups.setdefault(getattr(row, key), []).append(row)
    return groups


def _task_row(item: Any, version: Any, steps: tuple[Step, ...], duty: Duty | None) -> TaskRow:
    exam = version.assessment.get("title", "") if version and version.assessment else ""
    here = resume_step(steps)
    return TaskRow(
        code=item.course__code, title=version.title if version else item.course__title,
        url=course_url(item.course__code), required=duty.required if duty else None, basis=duty.basis if duty else "",
        states=tuple(step.state for step in steps), done=sum(step.state == "done" for step in steps),
        missing=words.missing(steps, assessment=exam, assessed=item.passed_at is not None),
        mark=_mark(duty), due_on=duty.due_on if duty else None, due_text=due_words(duty) if duty else "",
        action_url=_action(item, version, here), starts=item.started_at is None, started=item.started_at is not None,
        step=here, assignment=duty.assignment_id if duty else None, acknowledged=bool(duty and duty.acknowledged),
    )


def _mark(duty: Duty | None) -> str:
    if duty is None:
        return ""
    if duty.paused:
        return "paused"
    return "late" if duty.days_left < 0 else "soon" if duty.days_left <= SOON_DAYS else ""


def _action(item: Any, version: Any, here: Step | None) -> str:
    """Where the button goes: start (a POST), the lesson he stopped in, or the assessment."""
    if version is None:
        return ""
    if item.started_at is None:
        return start_url(item.course__code)
    if here:
        return lesson_url(item.course__code, here.code)
    return exam_url(item.course__code) if version.assessment else ""


def _going_on(tasks: tuple[TaskRow, ...]) -> TaskRow | None:
    """The task with the newest saved lesson, else the most urgent one under way."""
    under_way = [row for row in tasks if row.started and row.action_url and row.mark != "paused"]
    return max(under_way, key=_last_saved, default=None)


def _last_saved(row: TaskRow) -> dt.datetime:
    return row.step.saved_at if row.step and row.step.saved_at else NEVER


def _completed(person, on: dt.date) -> tuple[DoneRow, ...]:
    """Newest first."""
    return tuple(
        DoneRow(code, title, course_url(code), at, grade, hours, validity.said(at, months, on))
        for code, title, at, grade, hours, months in asked.completions(person.pk)
    )
