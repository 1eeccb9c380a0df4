"""What the rules decide, said to a learner."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.rules import PAGE_SECONDS
from lms.feedback.rules import ANSWERED, DONE, WITHDRAWN
from lms.study import rules
from lms.study.rules import SLACK
from lms.study.steps import Step


def duration(seconds: float) -> str:
    """45 seconds; 22 minutes: rounded up, so that nobody is promised less than is left."""
    whole = max(int(-(-seconds // 1)), 1)
    if whole < 60:
        return ngettext("%(n)d second", "%(n)d seconds", whole) % {"n": whole}
    minutes = -(-whole // 60)
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def clock(seconds: float) -> str:
    """12:40, as a player shows it."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def to_finish(step: Step) -> str:
    """What is missing to finish a lesson; nothing once it is finished."""
    if step.state == "done":
        return ""
    if step.rule == "attend":
        return _("Attend the class: the personnel section enters your attendance.")
    if rules.completes(step.rule).by_beats and step.needed <= 0:
        return _("The length of this lesson is not known, so nothing can be counted. Tell the editors.")
    if step.rule == "tasks" or step.covered + SLACK >= step.needed:
        return _("Do the tasks of this lesson, below.")
    return _left(step)


def _left(step: Step) -> str:
    """How much of what is read, watched or looked at is left."""
    left = {"left": duration(step.needed - step.covered)}
    if step.rule == "watch":
        return _("Watch or listen to the end (%(left)s left).") % left
    if step.rule == "pages":
        return _pages_left(step)
    return _("Read to the end (at least %(left)s more).") % left


def _pages_left(step: Step) -> str:
    """Counted up: a page seen in part is still to be seen."""
    pages = max(int(-(-(step.needed - step.covered) // PAGE_SECONDS)), 1)
    return ngettext(
        "Look at every page for a moment: %(n)d page left.", "Look at every page for a moment: %(n)d pages left.", pages
    ) % {"n": pages}


def missing(steps: Sequence[Step], *, assessment: str, assessed: bool) -> str:
    """What is missing to complete a course: "lesson 5, test". `assessment` is the title asked for, or nothing."""
    open_steps = [step for step in steps if step.state != "done"]
    parts = []
    if len(open_steps) == 1:
        parts.append(_("lesson %(number)d") % {"number": open_steps[0].number})
    elif open_steps:
        parts.append(ngettext("%(n)d lesson", "%(n)d lessons", len(open_steps)) % {"n": len(open_steps)})
    if assessment and not assessed:
        parts.append(assessment)
    return _(", ").join(parts)


def state_word(state: str) -> str:
    return {"done": _("finished"), "doing": _("under way"), "todo": _("not started")}[state]


ANOMALY_STATES = {
    "open": gettext_lazy("not contested"), "waiting": gettext_lazy("contested, waiting for HR"),
    "upheld": gettext_lazy("objection upheld: counted after all"), "kept": gettext_lazy("objection not upheld"),
}


def anomaly_state(anomaly) -> str:
    """open, waiting, upheld or kept."""
    case = anomaly.case
    if case is None or case.state == WITHDRAWN:
        return "open"
    if case.state != ANSWERED:
        return "waiting"
    return "upheld" if case.verdict == DONE else "kept"


def anomaly(anomaly) -> str:
    """What was claimed, what counted, and why not all of it; for its learner and for HR alike."""
    values = {"claimed": _amount(anomaly.claimed), "credited": _amount(anomaly.credited)}
    if anomaly.reason == "elsewhere":
        return _("%(claimed)s of the lesson were sent from a page while another page or device was in use; "
                 "%(credited)s counted. The same time counts once.") % values
    return _("%(claimed)s of the lesson were sent, more than the time that had passed allows; "
             "%(credited)s counted.") % values


def _amount(seconds: float) -> str:
    return duration(seconds) if seconds >= 0.5 else _("0 seconds")
