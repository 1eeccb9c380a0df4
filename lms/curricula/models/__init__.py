"""The nouns of the room."""

from lms.curricula.models.assignments import Assignment, AssignmentChange, AssignmentQuerySet
from lms.curricula.models.audience import AudienceRule, Tag, Tagged
from lms.curricula.models.curricula import Curriculum, CurriculumCourse, Milestone

__all__ = [
    "Assignment", "AssignmentChange", "AssignmentQuerySet", "AudienceRule", "Curriculum", "CurriculumCourse",
    "Milestone", "Tag", "Tagged",
]
