"""Refusals: each says in the reader's language what happened and what to do."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lms.assessment.terms import History, Terms


class Refused(Exception):  # noqa: N818 - a refusal in words, not a defect
    """`code` is for programs, `message` for people."""

    def __init__(self, code: str, message: object) -> None:
        super().__init__(code)
        self.code, self.message = code, message

    def __str__(self) -> str:
        return str(self.message)


class AttemptRefused(Refused):
    """An attempt may not begin: one of START's codes, or "unservable"."""


class AnswerRefused(Refused):
    """An answer is not taken: closed, deadline, elsewhere or invalid."""


class GrantRefused(Refused):
    """Nothing is granted: one of GRANT's codes."""


class MarkRefused(Refused):
    """A mark is not entered: not_hr, own, not_marked, score."""


START = {
    "not_an_exam": _("This course has no online exam."),
    "unfinished": _("Finish all lessons of this course first; the exam then opens."),
    "passed": _("You have already passed this exam."),
    "used_up": _("All attempts have been used. Ask the HR office if you need another."),
    "not_open": _("The exam opens at %(moment)s."),
    "window_over": _("The exam was open until %(moment)s. Whoever was absent for a reason asks the HR office for a "
                     "make-up exam."),
    "late": _("The exam could be begun until %(moment)s. Ask the HR office for a make-up exam."),
    "waits": _("Your last attempt is handed in and waits to be marked by people. You will be told the result; no other "
               "attempt begins until then."),
    "cooldown": _("The next attempt may begin at %(moment)s; read once more what was wrong until then."),
}
UNSERVABLE = _(
    "The exam cannot be given now: its question bank is too small. Nothing was used up; please tell the HR office."
)
ANSWER = {
    "closed": _("This attempt has been handed in; answers can no longer be changed."),
    "deadline": _("The time is up. What was saved before the deadline is handed in."),
    "elsewhere": _("This exam was taken over on another device. This page is now read-only."),
    "invalid": _("This answer does not fit the question. What was saved before is kept."),
}
MARK = {
    "not_hr": _("Only the HR office enters marks."),
    "own": _("Nobody enters a mark for himself; ask a colleague in the HR office."),
    "not_marked": _("This course has no assessment marked by a person."),
    "score": _("A mark is a number from 0 to 100."),
}


GRANT = {
    "not_hr": _("Only the HR office does this."),
    "not_yours": _("You do not watch this exam for this person's unit."),
    "own": _("Nobody grants this to himself; ask a colleague."),
    "minutes": _("Minutes are a number from 1 to 240."),
    "reason": _("Say why: it stands in the log beside the act."),
    "days": _("It ends no earlier than it begins."),
    "window": _("A make-up exam closes after it opens, and not in the past."),
    "attempts": _("Attempts are a number from 1 to 10."),
    "nobody": _("Nobody needs this make-up exam: all have passed or are still at it."),
    "not_in_need": _("Of this exam these people need no make-up: %(people)s. They have passed it, are at work on it, "
                     "or lack the course; nothing was set."),
    "no_post": _("An invigilator holds a post in the bureau."),
    "closed": _("This attempt is closed; it can be opened again."),
    "open": _("This attempt is open."),
    "being_marked": _("Somebody is marking the answers of this attempt; it stays handed in."),
    "being_reviewed": _("The grade of this attempt is being reviewed; it stays as it is until then."),
    "passed": _("The exam is passed; the attempt stays as it is."),
    "not_last": _("A later attempt was begun; this one stays as it is."),
}


def start_words(code: str, terms: Terms | None, history: History) -> str:
    """Why no attempt may begin, with the moment that decides it, by the bureau's clock."""
    moment = _moment(code, terms, history) if terms else None
    return str(START[code]) if moment is None else str(START[code]) % {
        "moment": date_format(timezone.localtime(moment), "DATETIME_FORMAT")}


def _moment(code: str, terms: Terms, history: History) -> dt.datetime | None:
    if code == "window_over" and terms.closes_at:
        return terms.closes_at - dt.timedelta(minutes=terms.extra)
    if code == "cooldown" and history.last_closed_at:
        return history.last_closed_at + terms.rest
    return {"not_open": terms.opens_at, "late": terms.latest_at}.get(code)
