"""What a learner would see, for its editor: made up from the drafts, nothing written, nobody enrolled."""

from dataclasses import dataclass

from courses import lessons
from courses.models.pages import CoursePage


@dataclass(frozen=True)
class PreviewLesson:
    """A line of the outline; the first is under way."""

    code: str
    title: str
    minutes: int
    state: str
    url: str


@dataclass(frozen=True)
class PreviewCourse:
    """In place of what the study room says to an enrolled reader; the same names (see the room's README)."""

    lessons: tuple[PreviewLesson, ...]
    next_url: str
    enrolled: bool = True
    due_on: None = None
    start_url: str = ""
    exam_url: str = ""
    exam_ready: bool = False
    completed_at: None = None
    grade: None = None
    newer: None = None


def as_learner(page: CoursePage) -> PreviewCourse:
    """An enrolled learner in the first lesson of the latest drafts; the button stays on the page."""
    found = lessons.to_be_published(page) if page.pk else []
    rows = (PreviewLesson(lesson.code, lesson.title, lesson.minutes, "todo" if number else "doing", "")
            for number, lesson in enumerate(found))
    return PreviewCourse(tuple(rows), "#outline" if found else "")
