"""A goal is changed: what it asked before, and why, stay on record."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.curricula.models import Curriculum, Goal, GoalMilestone, GoalRevision
from lms.people.models import Department, User


@dataclass(frozen=True)
class GoalChange:
    """What the goal is to ask for from now on; what is left out stays as it is. `curriculum`: () or (one or None,)."""

    number: Decimal
    due_on: dt.date
    owner: Department
    metric: str = ""
    from_on: dt.date | None = None
    curriculum: tuple[Curriculum | None, ...] = ()
    milestones: Sequence[tuple[dt.date, int]] | None = None


@transaction.atomic
def revise_goal(*, goal: Goal, to: GoalChange, reason: str, by: User | None, on: dt.date) -> GoalRevision | None:
    """None where nothing would change. Raises ValueError without a reason."""
    before = Goal.objects.select_for_update().get(pk=goal.pk)
    was = {"number": before.number, "due_on": before.due_on, "owner": before.owner}
    now = {"number": to.number, "due_on": to.due_on, "owner": to.owner}
    other = _replaced(before, to)
    if was == now and not other:
        return None
    if not reason.strip():
        raise ValueError(_("Say why the goal is changed."))
    revision = GoalRevision.objects.create(
        goal=before, on=on, reason=reason.strip(), by=by, at=clock.now(), other=other, **was
    )
    _write(before, to, now)
    record(action="curricula.revise_goal", actor=by, target=goal.title,
           detail={"reason": reason, "number": f"{before.number} → {to.number}",
                   "due_on": f"{before.due_on} → {to.due_on}", "owner": f"{before.owner.code} → {to.owner.code}",
                   "before": other})
    return revision


def _replaced(before: Goal, to: GoalChange) -> dict[str, Any]:
    """What else the change replaces, as it was, in the words of the record."""
    schedule = _schedule(before.milestones.values_list("on", "percent"))
    asked = None if to.milestones is None else _schedule(to.milestones)
    found: dict[str, Any] = {}
    if to.metric and to.metric != before.metric:
        found["metric"] = before.metric
    if to.from_on and to.from_on != before.from_on:
        found["from_on"] = f"{before.from_on}"
    if to.curriculum and (to.curriculum[0].pk if to.curriculum[0] else None) != before.curriculum_id:
        found["curriculum"] = before.curriculum_id
    if asked is not None and asked != schedule:
        found["milestones"] = schedule
    return found


def _schedule(milestones: Iterable[tuple[dt.date, int]]) -> list[list]:
    return [[f"{on}", percent] for on, percent in sorted(milestones)]


def _write(goal: Goal, to: GoalChange, values: dict[str, Any]) -> None:
    if to.metric:
        values |= {"metric": to.metric}
    if to.from_on:
        values |= {"from_on": to.from_on}
    if to.curriculum:
        values |= {"curriculum": to.curriculum[0]}
    Goal.objects.filter(pk=goal.pk).update(**values)
    if to.milestones is not None:
        GoalMilestone.objects.filter(goal=goal).delete()
        GoalMilestone.objects.bulk_create(GoalMilestone(goal=goal, on=on, percent=n) for on, n in to.milestones)
