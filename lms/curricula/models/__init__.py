"""The nouns of the room."""

from lms.curricula.models.assignments import Assignment, AssignmentChange, AssignmentQuerySet
from lms.curricula.models.audience import AudienceRule, Tag, Tagged
from lms.curricula.models.curricula import Curriculum, CurriculumCourse, Milestone
from lms.curricula.models.programme import Goal, GoalMilestone, GoalRevision, Programme, ProgrammeYear

from lms.curricula.asks.models import CurriculaSettings, DueChange, Explanation, Request  # isort: skip
from lms.curricula.renewals.models import Changeover, Recurrence  # isort: skip

__all__ = [
    "Assignment", "AssignmentChange", "AssignmentQuerySet", "AudienceRule", "Changeover", "CurriculaSettings",
    "Curriculum", "CurriculumCourse", "DueChange", "Explanation", "Goal", "GoalMilestone", "GoalRevision", "Milestone",
    "Programme", "ProgrammeYear", "Recurrence", "Request", "Tag", "Tagged",
]
