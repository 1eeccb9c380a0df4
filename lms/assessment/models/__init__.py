"""作答: attempts, their frozen papers, every answer, every grade; what was granted, and what happened meanwhile."""

from lms.assessment.marking.models import ItemMark, Marker, MarkingSettings, MarkingTask, Review
from lms.assessment.models.attempts import Attempt, GradeEvent, Response
from lms.assessment.models.counting import CountingGrade
from lms.assessment.models.events import AttemptEvent
from lms.assessment.models.figures import QuestionFigures
from lms.assessment.models.grants import Allowance, Invigilator, MakeUp, MakeUpPlace
from lms.assessment.regrading.models import Regrade, RegradeLine
from lms.assessment.sheets.models import PaperSet, SetPaper, SheetEntry, SheetFile

__all__ = [
    "Allowance", "Attempt", "AttemptEvent", "CountingGrade", "GradeEvent", "Invigilator", "ItemMark", "MakeUp",
    "MakeUpPlace", "Marker", "MarkingSettings", "MarkingTask", "PaperSet", "QuestionFigures", "Regrade", "RegradeLine",
    "Response", "Review", "SetPaper", "SheetEntry", "SheetFile",
]
