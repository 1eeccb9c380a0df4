"""The letters of one day: one notice a recipient and kind, in HR's words and the bureau's language."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.notices.models import Letter, Notice
from lms.notices.rules import folded
from lms.notices.selectors import letter_of, more_line, settings_now
from lms.people.models import User
from lms.supervision.letters import KINDS
from lms.supervision.rules import HEAD, LATE, LEADER, words_of
from lms.supervision.selectors import Task

DESK, FIGURES = "/", "/reports/"
UPWARDS = (HEAD, LEADER)


@dataclass(frozen=True)
class _Day:
    """What every letter of the day shares. `most`: lines in a letter."""

    on: dt.date
    at: dt.datetime
    most: int
    letters: dict[str, Letter]


def letters_of_day(told: Iterable[tuple[str, int, Task]], on: dt.date, at: dt.datetime) -> list[Notice]:
    """From (kind, recipient, task). The key of a notice names kind, recipient and day (seven queries)."""
    grouped: dict[tuple[str, int], list[Task]] = defaultdict(list)
    for kind, to, task in told:
        grouped[kind, to].append(task)
    with translation.override(settings.LANGUAGE_CODE):
        day = _Day(on, at, settings_now().lines, {kind: letter_of(known.name) for kind, known in KINDS.items()})
        people = User.objects.in_bulk({to for _, to in grouped})
        return [_notice(day, kind, people[to], tasks) for (kind, to), tasks in grouped.items()]


def _notice(day: _Day, kind: str, to: User, tasks: list[Task]) -> Notice:
    shown, more = folded([_line(task, day.on, named=kind in UPWARDS) for task in tasks], day.most)
    lines = "\n".join([*shown, *more_line(more)])
    subject, body = day.letters[kind].filled({
        "name": to.full_name, "count": len(tasks), "tasks": lines, "people": lines,
        "day": formats.date_format(day.on, "DATE_FORMAT"),
    })
    return Notice(
        person=to, key=f"supervision.{kind}:{to.staff_no}:{day.on}", subject=subject, body=body,
        url=FIGURES if kind in UPWARDS else DESK, created_at=day.at,
    )


def _line(task: Task, on: dt.date, *, named: bool) -> str:
    who = _("%(name)s %(number)s: ") % {"name": task.name, "number": task.staff_no} if named else ""
    return f"· {who}{task.course}{_due(task.due_on, on)}"


def _due(due: dt.date, on: dt.date) -> str:
    days = (on - due).days
    values = {"due": formats.date_format(due, "DATE_FORMAT"), "days": days}
    if words_of(due, on) != LATE:
        return _(" (due %(due)s)") % values
    return ngettext(" (due %(due)s, %(days)d day overdue)", " (due %(due)s, %(days)d days overdue)", days) % values
