"""The names of this room's records in the rooms below."""

from lms.feedback.records import number


def source_key(cycle: str, course_code: str, staff_no: str) -> str:
    """Of a completion: its hours, its certificate and its notice carry it."""
    return f"study/{cycle}/{course_code}/{staff_no}"


def lesson_ref(enrolment: int, lesson_code: str) -> str:
    """Of a lesson somebody takes, for its correction."""
    return f"{enrolment}/{lesson_code}"


def lesson_of(ref: str) -> tuple[int, str]:
    """The enrolment's key, 0 for what is none, and the lesson's code."""
    key, _slash, code = ref.partition("/")
    return number(key), code
