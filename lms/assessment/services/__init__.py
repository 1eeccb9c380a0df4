"""Verbs of the room: begin, answer, hand in, mark."""

from lms.assessment.services.answers import Saved, check_open, save_answer, save_answers
from lms.assessment.services.attempts import close_overdue, hand_in, start_attempt, take_over
from lms.assessment.services.marks import record_mark
from lms.assessment.services.refusals import AnswerRefused, AttemptRefused, MarkRefused

__all__ = [
    "AnswerRefused",
    "AttemptRefused",
    "MarkRefused",
    "Saved",
    "check_open",
    "close_overdue",
    "hand_in",
    "record_mark",
    "save_answer",
    "save_answers",
    "start_attempt",
    "take_over",
]
