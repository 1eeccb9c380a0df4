"""Refusals: each says in the reader's language what happened and what to do."""

from django.utils.translation import gettext_lazy as _


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


class MarkRefused(Refused):
    """A mark is not entered: not_hr, own, not_marked, score."""


START = {
    "not_an_exam": _("This course has no online exam."),
    "unfinished": _("Finish all lessons of this course first; the exam then opens."),
    "passed": _("You have already passed this exam."),
    "used_up": _("All attempts have been used. The best grade counts; ask the HR office if you need another."),
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
