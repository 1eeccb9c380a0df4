"""The due date of a task that is owed again: nobody is overdue the moment he is named."""

import datetime as dt
from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _

from lms.curricula.asks.models import DueChange
from lms.curricula.asks.standings import standings_of
from lms.curricula.models import Assignment
from lms.curricula.rules import due_again
from lms.notices.models import Notice
from lms.notices.services import notify_many
from lms.people.models import User

BATCH = 500


def give_time(tasks: Sequence[Assignment], *, on: dt.date, by: User | None, at: dt.datetime) -> int:
    """New due dates, kept as moves and told, where `rules.due_again` gives one; `tasks` are as they were when closed.

    How many (two queries and a write per 500). Called inside the transaction that opens them again.
    """
    moved, standings = [], standings_of(tasks, on)
    for task in tasks:
        now = standings[task.pk]
        new = due_again(now.due_on, task.closed_on or on, on)
        if new > now.due_on and not now.done:
            moved.append((task, new))
    _keep(moved, on, by, at)
    return len(moved)


def _keep(moved: list[tuple[Assignment, dt.date]], on: dt.date, by: User | None, at: dt.datetime) -> None:
    why = _("owed again by the rules")
    changes, notices = [], []
    for task, new in moved:
        since = max(on, task.issued_on)
        changes.append(DueChange(assignment=task, from_on=task.due_on, to_on=new, on=since, why=why, by=by))
        notices.append(_notice(task, new, on, at))
        task.due_on, task.moved_on = new, since
    DueChange.objects.bulk_create(changes, batch_size=BATCH)
    Assignment.objects.bulk_update([task for task, _new in moved], ["due_on", "moved_on"], batch_size=BATCH)
    notify_many(notices=notices)


def _notice(task: Assignment, due: dt.date, on: dt.date, at: dt.datetime) -> Notice:
    values = {"course": task.course.title, "due": formats.date_format(due, "DATE_FORMAT")}
    return Notice(
        person_id=task.person_id, key=f"curricula.again:{task.pk}:{on}", created_at=at,
        subject=(_("Owed again: “%(course)s”, to finish by %(due)s") % values)[:200],
        body=_("Why: %(why)s") % {"why": task.reason}, url=f"/curricula/tasks/{task.pk}/",
    )
