"""Verbs that write what can be taught."""

from courses.services.questions import create_question, revise_question
from courses.services.versions import CourseNotReady, write_version
from courses.services.word import import_lesson
from courses.services.workflow import ensure_publication_workflow

__all__ = [
    "CourseNotReady",
    "create_question",
    "ensure_publication_workflow",
    "import_lesson",
    "revise_question",
    "write_version",
]
