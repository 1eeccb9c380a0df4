"""The letters as HR words them."""

from django.conf import settings
from django.utils import translation

from lms.notices.letters import kinds
from lms.notices.models import Letter


def ensure_letters() -> int:
    """A row for every kind, with the program's text, so that HR finds something to edit. How many were missing."""
    known = set(Letter.objects.values_list("kind", flat=True))
    with translation.override(settings.LANGUAGE_CODE):
        missing = [
            Letter(kind=kind.name, subject=str(kind.subject), body=str(kind.body))
            for kind in kinds() if kind.name not in known
        ]
    Letter.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
