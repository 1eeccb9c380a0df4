"""The words of requests and their answers."""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.curricula.asks import rules
from lms.curricula.asks.models import Request

REFUSALS = {
    rules.CLOSED: gettext_lazy("This task is closed; nothing is owed any more, so nothing was changed."),
    rules.DONE: gettext_lazy("This task is finished; there is nothing left to be exempted from."),
    rules.PAUSED: gettext_lazy("While paused, due dates move by themselves; nothing needs to be asked."),
    rules.NO_DAY: gettext_lazy("Nothing was sent: please give the day until which you need time."),
    rules.EARLIER: gettext_lazy("Nothing was saved: the new day must be later than the present due date, "
                                "and not in the past."),
    rules.TOO_FAR: gettext_lazy("Nothing was saved: an extension may give %(days)d days at most. "
                                "Please choose an earlier day."),
}


def refusal(why: str, longest: int) -> str:
    return str(REFUSALS[why]) % {"days": longest} if why == rules.TOO_FAR else str(REFUSALS[why])


LEFT = {
    rules.CLOSED: gettext_lazy("closed"), rules.DONE: gettext_lazy("finished"),
    rules.PAUSED: gettext_lazy("paused, so that the due date moves by itself"),
    rules.EARLIER: gettext_lazy("the new day is not later than the present due date, or is past"),
    rules.TOO_FAR: gettext_lazy("more than %(days)d days would be given"), "own": gettext_lazy("your own task"),
}


def left(why: str, longest: int) -> str:
    """Why a due date was not moved, in a list."""
    return str(LEFT[why]) % {"days": longest} if why == rules.TOO_FAR else str(LEFT[why])


def answer(request: Request) -> tuple[str, str]:
    """Subject and text of the notice that answers it."""
    values = {"kind": request.get_kind_display(), "course": request.assignment.course.title}
    if request.state == Request.State.REFUSED:
        subject = _("Refused: %(kind)s, “%(course)s”") % values
    elif request.granted_on:
        values["day"] = formats.date_format(request.granted_on, "DATE_FORMAT")
        subject = _("Granted until %(day)s: %(kind)s, “%(course)s”") % values
    else:
        subject = _("Granted: %(kind)s, “%(course)s”") % values
    return subject[:200], _("Reason: %(reason)s") % {"reason": request.answer} if request.answer else ""
