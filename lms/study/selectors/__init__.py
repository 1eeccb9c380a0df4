"""Questions about study that read a page's worth."""

from lms.study.selectors.enrolments import content_finished, enrolment_of, find_enrolment, version_for, versions_read_by
from lms.study.selectors.lessons import LessonView, lesson_view
from lms.study.selectors.media import may_open, may_play
from lms.study.selectors.outlines import CourseState, MyCourse, course_url, my_course, my_states
from lms.study.steps import Step, resume_step, steps_of

__all__ = [
    "CourseState",
    "LessonView",
    "MyCourse",
    "Step",
    "content_finished",
    "course_url",
    "enrolment_of",
    "find_enrolment",
    "lesson_view",
    "may_open",
    "may_play",
    "my_course",
    "my_states",
    "resume_step",
    "steps_of",
    "version_for",
    "versions_read_by",
]
