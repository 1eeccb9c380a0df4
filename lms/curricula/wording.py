"""The words a decision is explained in."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.curricula import rules
from lms.curricula.models import AudienceRule

APART = " · "


def why(rule: AudienceRule) -> str:
    """A rule as a reader says it: 社会保险事业管理局及下属单位 · 劳务派遣."""
    parts = [_unit(rule), rule.get_category_display() if rule.category else "",
             _held(_("post"), rule.post), _held(_("rank"), rule.rank), _("named in person") if rule.person_id else ""]
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


MARKS = {
    rules.JOINED: gettext_lazy("took up the post after the start"),
    rules.RESUMED: gettext_lazy("moved by a pause"),
    rules.LATE: gettext_lazy("assigned after the due date"),
}
# Said to HR and to nobody's harm: a pause never gives its reason.
LEFT_OUT = {
    "paused": gettext_lazy("Paused; will be assigned on return"),
    "left": gettext_lazy("Has left"),
    "no_posting": gettext_lazy("Holds no post"),
    "not_learner": gettext_lazy("An account that does not study"),
}


def mark(due: rules.Due) -> str:
    """Why a due date is not the curriculum's own; empty when it is."""
    return str(MARKS.get(due.mark, ""))


def left_out(reason: str) -> str:
    """Why somebody a rule names gets nothing; empty when he does."""
    return str(LEFT_OUT.get(reason, ""))
