"""Who answers what, and what may still be done. Values in, values out."""

import datetime as dt

FEEDBACK, COMPLAINT, CORRECTION = "feedback", "complaint", "correction"
RECEIVED, HANDLING, ANSWERED, WITHDRAWN = "received", "handling", "answered", "withdrawn"
OPEN = (RECEIVED, HANDLING)
DONE, REFUSED = "done", "refused"

ANSWERS = {FEEDBACK: "hr", CORRECTION: "hr", COMPLAINT: "supervision"}
PREFIX = {FEEDBACK: "JY", COMPLAINT: "TS", CORRECTION: "GZ"}
MOST_A_DAY = 20  # of one person: enough for anybody, too few to bury the office
LONGEST = 2000


def receipt_number(kind: str, year: int, count: int) -> str:
    """TS-2026-0007."""
    return f"{PREFIX[kind]}-{year}-{count:04d}"


def may_be_anonymous(kind: str) -> bool:
    """A correction is about the person's own record: without his name it cannot be answered."""
    return kind != CORRECTION


def is_late(state: str, promised_on: dt.date, on: dt.date) -> bool:
    """Promised until the end of a day, and neither answered nor withdrawn."""
    return state in OPEN and promised_on < on
