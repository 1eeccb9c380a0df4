"""HR gives more time without being asked: one person, or many at once."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.audit.services import record
from lms.curricula.asks import rules, words
from lms.curricula.asks.models import CurriculaSettings, DueChange
from lms.curricula.asks.services import AskRefused
from lms.curricula.asks.standings import standings_of
from lms.curricula.models import Assignment
from lms.notices.models import Notice
from lms.notices.services import notify_many
from lms.people.models import User

BATCH = 500
DESK = "/"  # home stands above this room: its address, not its name
OWN = "own"


@dataclass(frozen=True)
class Moved:
    """`tasks` of `people` that have a new due date; `left`: how many stayed as they were, by the reason (rules.py)."""

    tasks: int = 0
    people: int = 0
    left: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def move_many(
    *, assignments: Collection[int], to_on: dt.date, why: str, by: User, on: dt.date, at: dt.datetime
) -> Moved:
    """The due date in force becomes `to_on` for each that may be given it; one notice a person says so.

    Closed, finished and paused tasks, those due later already, and the mover's own stay; a second run moves nothing.
    Raises AskRefused without a reason. All or nothing.
    """
    if not (why := why.strip()[:500]):
        raise AskRefused(_("Nothing was saved: please write the reason."))
    locked = Assignment.objects.select_for_update(of=("self",)).filter(pk__in=assignments)
    tasks = list(locked.select_related("course").order_by("pk"))
    refusals = _refusals(tasks, to_on, by, on)
    moving = [task for task in tasks if not refusals[task.pk]]
    if moving:
        _write(moving, to_on=to_on, why=why, by=by, on=on, at=at)
    return Moved(len(moving), len({task.person_id for task in moving}), dict(Counter(filter(None, refusals.values()))))


def _refusals(tasks: list[Assignment], to_on: dt.date, by: User, on: dt.date) -> dict[int, str]:
    """Why each stays as it is; empty for those that move."""
    longest, standings = CurriculaSettings.load().longest_extension, standings_of(tasks, on)

    def refusal(task: Assignment, now: rules.Standing) -> str:
        if task.person_id == by.pk:
            return OWN
        return rules.DONE if now.done else rules.refusal(rules.EXTENSION, now, to_on, on, longest)

    return {task.pk: refusal(task, standings[task.pk]) for task in tasks}


def _write(moving: list[Assignment], *, to_on: dt.date, why: str, by: User, on: dt.date, at: dt.datetime) -> None:
    changes = [
        DueChange(assignment=task, from_on=task.due_on, to_on=to_on, on=max(on, task.issued_on), why=why, by=by)
        for task in moving
    ]
    made = DueChange.objects.bulk_create(changes, batch_size=BATCH)
    for task in moving:
        task.due_on, task.moved_on = to_on, max(on, task.issued_on)
    Assignment.objects.bulk_update(moving, ["due_on", "moved_on"], batch_size=BATCH)
    notify_many(notices=_notices(moving, made[0].pk, to_on, why, at))
    people = User.objects.filter(pk__in={task.person_id for task in moving}).order_by("staff_no")
    codes = ", ".join(sorted({task.course.code for task in moving}))
    record(action="curricula.move_due", actor=by, at=at, target=codes[:200],
           detail={"to": f"{to_on}", "why": why, "tasks": len(moving),
                   "people": list(people.values_list("staff_no", flat=True))})


def _notices(moved: list[Assignment], first: int, to_on: dt.date, why: str, at: dt.datetime) -> Iterator[Notice]:
    """One a person. `first`, the key of the first move, names the occasion."""
    courses: dict[int, list[str]] = defaultdict(list)
    for task in moved:
        courses[task.person_id].append(task.course.title)
    with translation.override(settings.LANGUAGE_CODE):
        day = formats.date_format(to_on, "DATE_FORMAT")
        reason = _("Reason: %(reason)s") % {"reason": why}
        for person, titles in courses.items():
            subject = ngettext("New due date %(day)s: “%(course)s”", "New due date %(day)s: %(count)d courses",
                               len(titles)) % {"day": day, "course": titles[0], "count": len(titles)}
            yield Notice(person_id=person, key=f"curricula.move:{first}:{person}", subject=subject[:200], url=DESK,
                         body="\n".join([*(f"· {title}" for title in titles), reason]), created_at=at)


def said(moved: Moved, longest: int) -> list[str]:
    """What was done and what was not, in sentences."""
    done = ngettext("The due date of %(tasks)d task was moved.", "The due dates of %(tasks)d tasks were moved; each "
                    "person has been told once.", moved.tasks) % {"tasks": moved.tasks}
    lines = [done] if moved.tasks else [_("No due date was moved.")]
    for why, count in sorted(moved.left.items()):
        lines.append(_("%(count)d left as they were: %(why)s") % {"count": count, "why": words.left(why, longest)})
    return lines


def nobody() -> str:
    return _("Nothing was moved: tick somebody, or choose all that were found.")
