"""Verbs of the room: begin, answer, hand in, mark, watch, grant."""

from lms.assessment.services.answers import Saved, check_open, save_answer, save_answers
from lms.assessment.services.attempts import close_overdue, hand_in, start_attempt, take_over
from lms.assessment.services.events import report
from lms.assessment.services.grants import (
    appoint_invigilator,
    dismiss_invigilator,
    grant_minutes,
    hold_make_up,
    withdraw_minutes,
)
from lms.assessment.services.invigilating import add_minutes, reopen
from lms.assessment.services.marks import record_mark
from lms.assessment.services.refusals import AnswerRefused, AttemptRefused, GrantRefused, MarkRefused

__all__ = [
    "AnswerRefused",
    "AttemptRefused",
    "GrantRefused",
    "MarkRefused",
    "Saved",
    "add_minutes",
    "appoint_invigilator",
    "check_open",
    "close_overdue",
    "dismiss_invigilator",
    "grant_minutes",
    "hand_in",
    "hold_make_up",
    "record_mark",
    "reopen",
    "report",
    "save_answer",
    "save_answers",
    "start_attempt",
    "take_over",
    "withdraw_minutes",
]
