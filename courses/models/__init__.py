"""What can be taught. Everything here is authored; nothing here knows a learner."""

from courses.models.assessments import Assessment, AssessmentSection
from courses.models.laws import CitationReview, Law
from courses.models.media import CourseMedia
from courses.models.pages import CataloguePage, CoursePage, LessonPage
from courses.models.questions import Question, QuestionBank, QuestionTag, TaggedQuestion
from courses.models.reviews import CourseReviewTask, FinalApprovalTask
from courses.models.search import SearchEntry
from courses.models.versions import Course, CourseVersion, VersionLesson

__all__ = [
    "Assessment",
    "AssessmentSection",
    "CataloguePage",
    "CitationReview",
    "Course",
    "CourseMedia",
    "CoursePage",
    "CourseReviewTask",
    "CourseVersion",
    "FinalApprovalTask",
    "Law",
    "LessonPage",
    "Question",
    "QuestionBank",
    "QuestionTag",
    "SearchEntry",
    "TaggedQuestion",
    "VersionLesson",
]
