"""The words a decision is explained in."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.curricula import rules
from lms.curricula.models import AudienceRule
from lms.people.models import Posting

if TYPE_CHECKING:
    from lms.curricula.services import AssignResult

APART = " · "


def why(rule: AudienceRule) -> str:
    """A rule as a reader says it: 社会保险事业管理局及下属单位 · 劳务派遣."""
    parts = [_unit(rule), rule.get_category_display() if rule.category else "",
             _held(_("post"), rule.post), _held(_("rank"), rule.rank), rule.tag.name if rule.tag else "",
             _months(rule), _("named in person") if rule.person_id else ""]
    return APART.join(str(part) for part in parts if part)


def _unit(rule: AudienceRule) -> str:
    if rule.department is None:
        return ""
    name = rule.department.name
    return _("%(unit)s and its sub-units") % {"unit": name} if rule.with_sub_units else name


def _held(field: str, wanted: str) -> str:
    if not wanted:
        return ""
    said = {"field": field, "text": wanted.lstrip("".join(rules.EXACTLY)).strip()}
    exact = wanted.startswith(rules.EXACTLY)
    return (_("%(field)s is “%(text)s”") if exact else _("%(field)s contains “%(text)s”")) % said


def _months(rule: AudienceRule) -> str:
    least = _("at least %(n)d months in the post") % {"n": rule.min_months} if rule.min_months else ""
    most = _("at most %(n)d months in the post") % {"n": rule.max_months} if rule.max_months is not None else ""
    return APART.join(part for part in (least, most) if part)


MARKS = {
    rules.JOINED: gettext_lazy("took up the post after the start"),
    rules.RESUMED: gettext_lazy("moved by a pause"),
    rules.LATE: gettext_lazy("assigned after the due date"),
    rules.OWN_DAYS: gettext_lazy("days counted from the start or the appointment"),
}
# Said to HR and to nobody's harm: a pause never gives its reason.
LEFT_OUT = {
    "paused": gettext_lazy("Paused; will be assigned on return"),
    "left": gettext_lazy("Has left"),
    "no_posting": gettext_lazy("Holds no post"),
    "not_learner": gettext_lazy("An account that does not study"),
    "excepted": gettext_lazy("Excepted by a rule"),
}


def mark(due: rules.Due) -> str:
    """Why a due date is not the curriculum's own; empty when it is."""
    return str(MARKS.get(due.mark, ""))


def left_out(reason: str, because: str = "") -> str:
    """Why somebody a rule names gets nothing; empty when he does. `because`: the exception he fits."""
    said = str(LEFT_OUT.get(reason, ""))
    return _("%(reason)s: %(because)s") % {"reason": said, "because": because} if because else said


def closed(label: str, post: Posting | None) -> str:
    """Why a task was closed, and the post the person holds since: 职务变动：政策法规科 科员."""
    held = f"{post.department.name} {post.post}".strip() if post else _("no post")
    return _("%(reason)s: %(because)s") % {"reason": label, "because": held}


def assigned(result: "AssignResult") -> str:
    if not result.created:
        return _("Nothing new: everyone the rules name has these courses already.")
    people = ngettext("%(count)d person", "%(count)d people", result.people) % {"count": result.people}
    tasks = ngettext("%(count)d task", "%(count)d tasks", result.created) % {"count": result.created}
    return _("Assigned: %(people)s, %(tasks)s. Each has been sent one notice.") % {"people": people, "tasks": tasks}


def released(count: int) -> str:
    return ngettext("%(count)d task closed; records are kept.", "%(count)d tasks closed; records are kept.",
                    count) % {"count": count}
