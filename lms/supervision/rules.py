"""Who is told of what on which day, and which months are to be frozen. Values in, values out."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.workdays.rules import Calendar

ONE_DAY = dt.timedelta(days=1)
LEARNER, HEAD, LEADER = "learner", "head", "leader"
BEFORE, TODAY, LATE = "before", "today", "late"
PATH_STEP = 4  # characters a level in a unit's path
MOST_MONTHS = 12

Span = tuple[dt.date, dt.date]  # a task's life: the day it was given, the day it is due


@dataclass(frozen=True)
class Plan:
    """Days before and after the due date on which the person is told; working days between two levels; when it ends."""

    before: tuple[int, ...] = (7, 1)
    after: tuple[int, ...] = (1, 7)
    apart: int = 3
    stops: int = 60

    @property
    def steps(self) -> tuple[int, ...]:
        """As days from the due date, in order: (-7, -1, 0, 1, 7)."""
        return tuple(sorted({0, *(-day for day in self.before), *self.after}))

    @property
    def furthest(self) -> int:
        return max(self.before, default=0)


@dataclass(frozen=True)
class Told:
    """When each level was told of a task that is late: the days, None for not yet. `step`: the last of the person's."""

    step: int | None = None
    learner_on: dt.date | None = None
    head_on: dt.date | None = None
    leader_on: dt.date | None = None


NOBODY = Told()


def days(text: str) -> tuple[int, ...]:
    """“7, 1” as numbers; commas may be Chinese."""
    return tuple(int(number) for number in re.findall(r"\d+", text))


def day_of_step(due: dt.date, step: int, calendar: Calendar) -> dt.date:
    """Up to the due date a step on a day off is taken on the working day before, after it on the next one."""
    day, way = due + step * ONE_DAY, ONE_DAY if step > 0 else -ONE_DAY
    while not calendar.is_working(day):
        day += way
    return day


def step_reached(plan: Plan, span: Span, on: dt.date, told: Told, calendar: Calendar) -> int | None:
    """The step to take for the person on the day; None when it is taken, not reached, or long past.

    Days without a run cost no reminder and bring no two: only the last step reached counts. A step that lay on the day
    the task was given, or before, is none: the person has just been told.
    """
    issued, due = span
    if on > due + plan.stops * ONE_DAY or (due - on).days > plan.furthest + 15:
        return None
    reached = [step for step in plan.steps if issued < day_of_step(due, step, calendar) <= on]
    last = max(reached, default=None)
    return last if last is not None and (told.step is None or last > told.step) else None


def next_level(
    plan: Plan, due: dt.date, on: dt.date, told: Told, calendar: Calendar, *, head: int | None, leader: int | None
) -> str:
    """HEAD, LEADER or nothing: one level at a time, `plan.apart` working days after the level below was told.

    Where there is no head above the person, the leader is the next level.
    """
    if told.learner_on is None or told.leader_on or on > due + plan.stops * ONE_DAY:
        return ""
    if told.head_on is None and head:
        return HEAD if calendar.between(told.learner_on, on) >= plan.apart else ""
    since = told.head_on or told.learner_on
    return LEADER if leader and calendar.between(since, on) >= plan.apart else ""


def words_of(due: dt.date, on: dt.date) -> str:
    """Which letter fits the day, whatever step it is sent for."""
    return LATE if due < on else TODAY if due == on else BEFORE


def head_above(path: str, person: int, heads: Mapping[str, int]) -> int | None:
    """The nearest head at or above the unit who is not the person himself; the bureau's own head is no section head."""
    for end in range(len(path), PATH_STEP, -PATH_STEP):
        found = heads.get(path[:end])
        if found and found != person:
            return found
    return None


def leader_above(path: str, person: int, leaders: Mapping[str, Sequence[int]]) -> int | None:
    """Who is in charge of the unit, or of the nearest above it that has a leader; never the person himself."""
    for end in range(len(path), 0, -PATH_STEP):
        found = next((leader for leader in leaders.get(path[:end], ()) if leader != person), None)
        if found:
            return found
    return None


def months_to_freeze(on: dt.date, newest: dt.date | None) -> tuple[dt.date, ...]:
    """Last days of the months that are over on the day and not frozen: the last one, or all since the newest frozen."""
    ends: list[dt.date] = []
    end = on.replace(day=1) - ONE_DAY
    while len(ends) < MOST_MONTHS and (newest is None or end > newest):
        ends.append(end)
        if newest is None:
            break
        end = end.replace(day=1) - ONE_DAY
    return tuple(reversed(ends))


def digest_of(head: Mapping[str, Any], lines: Iterable[Sequence[Any]]) -> str:
    """SHA-256 of the snapshot as canonical JSON, one line each: what was frozen, when and by whom."""
    digest = hashlib.sha256()
    for part in (head, *lines):
        digest.update(json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()
