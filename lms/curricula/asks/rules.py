"""May this be asked, and may it be granted? Values in, a word out; wording.py says it."""

import datetime as dt
from dataclasses import dataclass

EXTENSION, EXEMPTION = "extension", "exemption"
CLOSED, DONE, PAUSED, EARLIER, TOO_FAR, NO_DAY = "closed", "done", "paused", "earlier", "too_far", "no_day"


@dataclass(frozen=True)
class Standing:
    """An assignment on a day: `due_on` is the date in force, pauses given back."""

    due_on: dt.date
    closed: bool = False
    done: bool = False
    paused: bool = False


def refusal(kind: str, task: Standing, wanted_on: dt.date | None, on: dt.date, longest: int) -> str:
    """Why it cannot be asked or granted on the day; empty when it can.

    A task done late may still be given more time: the record then says it was in time by a recorded extension
    (design 1, scenario 18). An exemption from what is done would say nothing.
    """
    if task.closed:
        return CLOSED
    if kind == EXEMPTION:
        return DONE if task.done else ""
    return PAUSED if task.paused else _day_refusal(task, wanted_on, on, longest)


def _day_refusal(task: Standing, wanted_on: dt.date | None, on: dt.date, longest: int) -> str:
    if wanted_on is None:
        return NO_DAY
    if wanted_on <= task.due_on or (wanted_on < on and not task.done):
        return EARLIER
    return TOO_FAR if (wanted_on - max(task.due_on, on)).days > longest else ""
