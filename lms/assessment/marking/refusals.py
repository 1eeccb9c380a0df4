"""Why nothing is marked, appointed or reviewed, in words that say what to do."""

from django.utils.translation import gettext_lazy as _

from lms.assessment.services.refusals import Refused


class MarkingRefused(Refused):
    """Nothing was written; one of WORDS' codes."""


WORDS = {
    "not_yours": _("This answer is not yours to mark, or it is marked already. Nothing was saved."),
    "taken": _("You had this answer open for too long, and a colleague has taken it over. Nothing was saved; go on "
               "with the next one."),
    "marked": _("You have marked this answer already; your first mark stands."),
    "points": _("Points go from 0 to %(most)s in steps of a half. Nothing was saved."),
    "comment": _("A comment has at most 500 characters. Nothing was saved."),
    "not_last": _("A colleague has marked this answer after you, so that your mark stays."),
    "released": _("The result of this attempt is known already; the mark stays. Its learner may ask for a review."),
    "not_hr": _("Only the HR office does this."),
    "no_post": _("A marker holds a post in the bureau."),
    "days": _("It ends no earlier than it begins."),
    "appointed": _("This person marks here already. Dismiss the marker first, and appoint again."),
    "no_case": _("This request is answered or taken back; nothing is reviewed."),
    "own": _("Nobody has his own grade reviewed; a colleague does."),
    "waits": _("This attempt still waits to be marked."),
    "nothing": _("No answer of this attempt was marked by a person; there is nothing to mark again. If a key is wrong, "
                 "regrade the question."),
    "review": _("A review of this attempt goes on already."),
}


def refused(code: str, **values: object) -> MarkingRefused:
    return MarkingRefused(code, str(WORDS[code]) % values if values else WORDS[code])
