"""Why a sheet is not taken, in words."""

from django.utils.translation import gettext_lazy as _

from lms.assessment.services.refusals import Refused


class SheetRefused(Refused):
    """`code` is one of WORDS."""

    def __init__(self, code: str) -> None:
        super().__init__(code, WORDS[code])


WORDS = {
    "not_hr": _("Only the HR office prints papers and enters sheets."),
    "not_an_exam": _("This course has no exam that papers could be drawn for."),
    "own": _("Nobody enters his own sheet; ask a colleague in the HR office."),
    "early": _("This exam has not ended yet."),
    "live": _("This person is sitting the exam online at this moment; wait until it is handed in."),
    "passed": _("This person has already passed this exam."),
    "entered": _("A sheet of this person is entered already, with other answers. Correct that entry, with a reason."),
    "not_enrolled": _("This person does not have this course in this cycle."),
    "replaced": _("This entry was corrected in the meantime; look at the one that stands."),
    "reason": _("Give a reason for the correction."),
}
