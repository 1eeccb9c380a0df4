"""Assignments brought into line with the rules."""

import datetime as dt
from dataclasses import dataclass

from lms.curricula.audience import audience
from lms.curricula.models import Curriculum
from lms.curricula.services.assigning import AssignResult, Tell, assign, untold
from lms.curricula.services.closing import release, reopen
from lms.people.models import User


@dataclass(frozen=True)
class ReconcileResult:
    assigned: AssignResult
    reopened: int
    closed: int


def reconcile(*, curriculum: Curriculum, by: User | None, on: dt.date, tell: Tell = untold) -> ReconcileResult:
    """Joiners get it, those no longer named are released (finished work stays), the returned owe it again.

    Begun again after it was stopped, it does the rest; a second run changes nothing.
    """
    assigned = assign(curriculum=curriculum, by=by, on=on, tell=tell)
    named = audience(curriculum, on)
    reopened = reopen(curriculum=curriculum, by=by, on=on, tell=tell, named=named)
    closed = release(curriculum=curriculum, by=by, on=on, tell=tell, named=named)
    return ReconcileResult(assigned, reopened, closed)
