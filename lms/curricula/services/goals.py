"""A goal is changed: what it asked before, and why, stay on record."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.curricula.models import Goal, GoalRevision
from lms.people.models import Department, User


@dataclass(frozen=True)
class GoalChange:
    """What the goal is to ask for from now on."""

    number: Decimal
    due_on: dt.date
    owner: Department


@transaction.atomic
def revise_goal(*, goal: Goal, to: GoalChange, reason: str, by: User | None, on: dt.date) -> GoalRevision | None:
    """None where nothing would change. Raises ValueError without a reason."""
    before = Goal.objects.select_for_update().get(pk=goal.pk)
    if to == GoalChange(before.number, before.due_on, before.owner):
        return None
    if not reason.strip():
        raise ValueError(_("Say why the goal is changed."))
    revision = GoalRevision.objects.create(goal=before, on=on, reason=reason.strip(), number=before.number,
                                           due_on=before.due_on, owner=before.owner, by=by, at=clock.now())
    Goal.objects.filter(pk=goal.pk).update(number=to.number, due_on=to.due_on, owner=to.owner)
    record(action="curricula.revise_goal", actor=by, target=goal.title,
           detail={"reason": reason, "number": f"{before.number} → {to.number}",
                   "due_on": f"{before.due_on} → {to.due_on}", "owner": f"{before.owner.code} → {to.owner.code}"})
    return revision
