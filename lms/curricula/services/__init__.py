"""The verbs of the room."""

from lms.curricula.services.assigning import AssignRefused, AssignResult, assign
from lms.curricula.services.closing import close_assignment, release, reopen
from lms.curricula.services.reconciling import ReconcileResult, reconcile

__all__ = [
    "AssignRefused", "AssignResult", "ReconcileResult", "assign", "close_assignment", "reconcile", "release", "reopen",
]
