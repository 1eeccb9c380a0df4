"""Reminders of one day: the person himself step by step, then his head, then the leader in charge."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from lms.audit.services import record
from lms.notices.services import notify_many
from lms.supervision.models import Reminder, SupervisionSettings
from lms.supervision.rules import HEAD, LEADER, LEARNER, NOBODY, Plan, next_level, step_reached, words_of
from lms.supervision.selectors import Task, above_on, open_tasks, presence_on, told_by
from lms.supervision.services.writing import letters_of_day
from lms.workdays.rules import Calendar
from lms.workdays.selectors import calendar_of

BATCH = 500
MARGIN = dt.timedelta(days=40)  # more than the longest holiday a step could be moved over


@dataclass(frozen=True)
class Reminded:
    """Notices written to the people themselves, to heads and to leaders; `tasks` they speak of."""

    learners: int = 0
    heads: int = 0
    leaders: int = 0
    tasks: int = 0


@dataclass(frozen=True)
class Step:
    """One task and who is told of it today."""

    task: Task
    level: str
    to: int
    step: int = 0


@transaction.atomic
def remind_day(*, on: dt.date, at: dt.datetime) -> Reminded:
    """Everybody's steps of the day, in one letter a kind and person; a repeat writes nothing.

    Nothing on a day off, nothing to the paused and to who has left. A dozen queries and a write per 500 rows.
    """
    plan: Plan = SupervisionSettings.load().plan()
    calendar = calendar_of(on - dt.timedelta(2 * plan.stops) - MARGIN, on + dt.timedelta(plan.furthest) + MARGIN)
    if not calendar.is_working(on):
        return Reminded()
    steps = _steps(on, plan, calendar)
    if not steps:
        return Reminded()
    _write(steps, on, at)
    done = _counted(steps)
    record(action="supervision.remind", target=f"{on}", detail=vars(done), at=at)
    return done


def _steps(on: dt.date, plan: Plan, calendar: Calendar) -> list[Step]:
    present = presence_on(on)
    above, told = above_on(on, present), told_by(on, plan)
    steps = []
    for task in open_tasks(on, plan, present):
        known = told.get((task.pk, task.due_on), NOBODY)
        step = step_reached(plan, (task.issued_on, task.due_on), on, known, calendar)
        if step is not None:
            steps.append(Step(task, LEARNER, task.person, step))
        if known.learner_on:
            head, leader = above.head_of(task), above.leader_of(task)
            level = next_level(plan, task.due_on, on, known, calendar, head=head, leader=leader)
            to = {HEAD: head, LEADER: leader}.get(level)
            if to:
                steps.append(Step(task, level, to))
    return steps


def _write(steps: list[Step], on: dt.date, at: dt.datetime) -> None:
    rows = [
        Reminder(assignment_id=step.task.pk, due_on=step.task.due_on, level=step.level, step=step.step,
                 to_id=step.to, sent_on=on)
        for step in steps
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    told = ((words_of(step.task.due_on, on) if step.level == LEARNER else step.level, step) for step in steps)
    notify_many(notices=letters_of_day(((kind, step.to, step.task) for kind, step in told), on, at))


def _counted(steps: list[Step]) -> Reminded:
    people = {level: len({step.to for step in steps if step.level == level}) for level in (LEARNER, HEAD, LEADER)}
    return Reminded(people[LEARNER], people[HEAD], people[LEADER], len({step.task.pk for step in steps}))
