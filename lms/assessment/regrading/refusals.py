"""Why a regrade is not opened, proposed or confirmed, in words that say what to do."""

from django.utils.translation import gettext_lazy as _

from lms.assessment.services.refusals import Refused


class RegradeRefused(Refused):
    """Nothing was written; one of WORDS' codes."""


WORDS = {
    "not_hr": _("Only the HR office regrades."),
    "open": _("A regrade of this question is open already. Finish it, or take it back, first."),
    "none": _("Choose at least one version that was wrong."),
    "unknown": _("This question does not have these versions. Nothing was written."),
    "newest": _(
        "The newest version is still drawn for new papers, so it cannot be regraded. Make a new version of the "
        "question first, with the right key or retired."
    ),
    "retired": _("The newest version is retired and has no key of its own: choose another way of regrading."),
    "by_a_person": _(
        "A person marks this kind of question; it has no key to mark by. Choose another way: everybody gets the "
        "points, or the question is left out."
    ),
    "not_transferable": _(
        "The new version is of another kind or has other options, so its key says nothing about the answers given to "
        "the old one. Choose another way: everybody gets the points, or the question is left out."
    ),
    "reason": _("Please say what was wrong: everybody concerned reads it."),
    "keep_reason": _("Please say why passes are taken back: it stands in the decision."),
    "state": _("This regrade is no longer at this step. Look at it as it stands now."),
    "no_preview": _("There is no preview yet. Make it first."),
    "nobody": _("No attempt is concerned: there is nothing to regrade."),
    "outdated": _(
        "Since the preview was made, another regrade was decided. Make the preview again and look at it."
    ),
    "revised": _(
        "The question has been changed again since. Take this regrade back and open a new one by the newest version."
    ),
    "not_mine": _("This regrade is a colleague's: whoever opened it proposes it, and takes the proposal back."),
    "same_person": _("The person who proposed a regrade cannot confirm it. Ask a colleague in the HR office."),
    "not_second": _("Only a holder of the HR role confirms a regrade."),
    "busy": _("Another regrade is being carried out at this moment. Confirm this one when it is done."),
    "answer": _("Please say why: nobody is refused without a reason."),
}


def refused(code: str) -> RegradeRefused:
    return RegradeRefused(code, WORDS[code])
