"""The verbs of the room."""

from lms.curricula.services.assigning import AssignRefused, AssignResult, assign
from lms.curricula.services.closing import close_assignment, release, reopen
from lms.curricula.services.goals import GoalChange, revise_goal
from lms.curricula.services.reconciling import ReconcileResult, reconcile
from lms.curricula.services.tagging import tag_people

__all__ = [
    "AssignRefused", "AssignResult", "GoalChange", "ReconcileResult", "assign", "close_assignment", "reconcile",
    "release", "reopen", "revise_goal", "tag_people",
]
