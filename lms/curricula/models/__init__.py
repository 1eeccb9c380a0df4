"""The nouns of the room."""

from lms.curricula.models.assignments import Assignment, AssignmentChange, AssignmentQuerySet
from lms.curricula.models.audience import AudienceRule, Tag, Tagged
from lms.curricula.models.curricula import Curriculum, CurriculumCourse, Milestone
from lms.curricula.models.programme import Goal, GoalMilestone, GoalRevision, Programme, ProgrammeYear

__all__ = [
    "Assignment", "AssignmentChange", "AssignmentQuerySet", "AudienceRule", "Curriculum", "CurriculumCourse", "Goal",
    "GoalMilestone", "GoalRevision", "Milestone", "Programme", "ProgrammeYear", "Tag", "Tagged",
]
