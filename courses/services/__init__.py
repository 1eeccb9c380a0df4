"""Verbs that write what can be taught."""

from courses.services.citations import AnswerRefused, let_stand, raise_reviews
from courses.services.duplicating import duplicate_course
from courses.services.questions import (
    ReviewRefused,
    approve_question,
    create_question,
    retire_question,
    revise_question,
    send_back_question,
    submit_question,
)
from courses.services.versions import CourseNotReady, write_version
from courses.services.word import import_lesson
from courses.services.workflow import ensure_publication_workflow

__all__ = [
    "AnswerRefused",
    "CourseNotReady",
    "ReviewRefused",
    "approve_question",
    "create_question",
    "duplicate_course",
    "ensure_publication_workflow",
    "import_lesson",
    "let_stand",
    "raise_reviews",
    "retire_question",
    "revise_question",
    "send_back_question",
    "submit_question",
    "write_version",
]
