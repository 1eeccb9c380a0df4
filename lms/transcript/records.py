"""A credit entry a person may ask to have corrected."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.feedback.records import RecordKind, number, register
from lms.people.models import User
from lms.transcript.models import CreditEntry


def _entry(person: User, ref: str) -> str | None:
    found = CreditEntry.objects.filter(person=person, pk=number(ref)).first()
    if found is None:
        return None
    return _("%(title)s: %(hours)s hours of %(counter)s, %(day)s, result %(result)s") % {
        "title": found.title, "hours": found.hours, "counter": found.get_counter_display(),
        "day": clock.day_of(found.earned_at), "result": found.result or "—",
    }


register(RecordKind("credit", gettext_lazy("credit entry"), _entry))
