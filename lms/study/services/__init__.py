"""The verbs of study: enrol, start, be credited, pass, complete."""

from lms.study.rules import BeatRefused
from lms.study.services.anomalies import attach, count_accepted
from lms.study.services.arriving import finish_reading, record_beat
from lms.study.services.correcting import Corrected, correct_assessment, correct_grades
from lms.study.services.enrolling import StartRefused, enrol, start
from lms.study.services.passing import pass_lesson, record_assessment, settle
from lms.study.services.progress import Beat, BeatResult, record_live_beat
from lms.study.services.versions import go_on_in_newest, move_to_version
from lms.study.visits import VisitToken

__all__ = [
    "Beat",
    "BeatRefused",
    "BeatResult",
    "Corrected",
    "StartRefused",
    "VisitToken",
    "attach",
    "correct_assessment",
    "correct_grades",
    "count_accepted",
    "enrol",
    "finish_reading",
    "go_on_in_newest",
    "move_to_version",
    "pass_lesson",
    "record_assessment",
    "record_beat",
    "record_live_beat",
    "settle",
    "start",
]
