"""Lessons as steps of an outline: what is done, what is under way, where to go on."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lms.study import rules

NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Step:
    """One lesson and how far its learner is. Seconds, percent floored: 100 only when all is covered."""

    code: str
    number: int
    title: str
    minutes: int
    rule: str
    state: str  # done, doing, todo
    percent: int
    covered: float
    needed: float
    position: float
    saved_at: dt.datetime | None


def steps_of(lessons: Iterable, progress: Iterable) -> tuple[Step, ...]:
    """The lessons of a version in order, each with its progress row if there is one."""
    rows = {row.lesson_code: row for row in progress}
    return tuple(step_of(lesson, rows.get(lesson.code)) for lesson in lessons)


def step_of(lesson, row) -> Step:
    """One lesson with its progress row, or none."""
    needed = rules.needed(lesson.span_seconds, lesson.share_required)
    covered = row.covered if row else 0.0
    state = "todo" if row is None else "done" if row.passed_at else "doing"
    percent = 100 if state == "done" else min(int(covered * 100 / needed), 99) if needed else 0
    return Step(
        lesson.code, lesson.number, lesson.title, lesson.minutes, lesson.rule, state, percent, covered, needed,
        row.position if row else 0.0, row.saved_at if row else None,
    )


def resume_step(steps: Sequence[Step]) -> Step | None:
    """Where to go on: the unfinished lesson last saved, else the first unfinished; None when all are done."""
    doing = [step for step in steps if step.state == "doing"]
    if doing:
        return max(doing, key=lambda step: step.saved_at or NEVER)
    return next((step for step in steps if step.state == "todo"), None)
