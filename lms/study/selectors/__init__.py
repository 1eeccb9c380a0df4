"""Questions about study that read a page's worth."""

from lms.study.selectors.anomalies import AnomalyRow, anomalies_of, anomaly_list, anomaly_row
from lms.study.selectors.enrolments import (
    content_finished,
    enrolment_of,
    find_enrolment,
    finished_among,
    version_for,
    versions_read_by,
)
from lms.study.selectors.lessons import LessonView, lesson_view
from lms.study.selectors.media import may_open, may_play, may_see
from lms.study.selectors.newer import NewerVersion, newer_version
from lms.study.selectors.outlines import (
    CourseState,
    MyCourse,
    course_url,
    exam_url,
    lesson_url,
    my_course,
    my_states,
    start_url,
)
from lms.study.steps import Step, resume_step, steps_of

__all__ = [
    "AnomalyRow",
    "CourseState",
    "LessonView",
    "MyCourse",
    "NewerVersion",
    "Step",
    "anomalies_of",
    "anomaly_list",
    "anomaly_row",
    "content_finished",
    "course_url",
    "enrolment_of",
    "exam_url",
    "find_enrolment",
    "finished_among",
    "lesson_url",
    "lesson_view",
    "may_open",
    "may_play",
    "may_see",
    "my_course",
    "my_states",
    "newer_version",
    "resume_step",
    "start_url",
    "steps_of",
    "version_for",
    "versions_read_by",
]
