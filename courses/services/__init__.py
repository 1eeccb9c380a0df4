"""Verbs that write what can be taught."""

from courses.services.questions import create_question, revise_question
from courses.services.versions import CourseNotReady, write_version
from courses.services.workflow import ensure_publication_workflow

__all__ = [
    "CourseNotReady",
    "create_question",
    "ensure_publication_workflow",
    "revise_question",
    "write_version",
]
