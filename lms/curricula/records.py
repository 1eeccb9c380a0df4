"""An assignment a person may ask to have corrected."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.curricula.models import Assignment
from lms.feedback.records import RecordKind, number, register
from lms.people.models import User


def _assignment(person: User, ref: str) -> str | None:
    found = Assignment.objects.filter(person=person, pk=number(ref)).select_related("course", "curriculum").first()
    if found is None:
        return None
    return _("%(code)s %(title)s, cycle %(cycle)s: assigned %(issued)s, due %(due)s, by %(curriculum)s (%(why)s)") % {
        "code": found.course.code, "title": found.course.title, "cycle": found.cycle, "issued": found.issued_on,
        "due": found.due_on, "curriculum": found.curriculum.title, "why": found.reason,
    } + (_("; closed %(day)s: %(reason)s") % {"day": found.closed_on, "reason": found.get_closed_reason_display()}
         if found.closed_on else "")


register(RecordKind("assignment", gettext_lazy("assignment"), _assignment))
