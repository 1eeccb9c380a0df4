"""The verbs of study: enrol, start, be credited, pass, complete."""

from lms.study.rules import BeatRefused
from lms.study.services.enrolling import StartRefused, enrol, start
from lms.study.services.passing import pass_lesson, record_assessment, settle
from lms.study.services.progress import BeatResult, finish_reading, record_beat
from lms.study.services.versions import go_on_in_newest, move_to_version
from lms.study.visits import VisitToken

__all__ = [
    "BeatRefused",
    "BeatResult",
    "StartRefused",
    "VisitToken",
    "enrol",
    "finish_reading",
    "go_on_in_newest",
    "move_to_version",
    "pass_lesson",
    "record_assessment",
    "record_beat",
    "settle",
    "start",
]
