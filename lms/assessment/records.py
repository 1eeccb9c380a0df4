"""A grade a person may ask to have corrected."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.assessment.models import Attempt
from lms.common import clock
from lms.feedback.records import RecordKind, number, register
from lms.people.models import User


def _grade(person: User, ref: str) -> str | None:
    """`ref`: a closed attempt."""
    found = Attempt.objects.filter(enrolment__person=person, pk=number(ref), closed_at__isnull=False).select_related(
        "enrolment__course").first()
    if found is None or found.closed_at is None or found.score is None:
        return None
    return _("%(code)s %(title)s, attempt %(number)d of %(day)s: %(score)s, %(outcome)s") % {
        "code": found.enrolment.course.code, "title": found.enrolment.course.title, "number": found.number,
        "day": clock.day_of(found.closed_at), "score": f"{found.score.normalize():f}",
        "outcome": _("passed") if found.passed else _("not passed"),
    }


register(RecordKind("grade", gettext_lazy("grade"), _grade))
