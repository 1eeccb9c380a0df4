"""The course editors are told which citations lapse."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import CitationReview
from lms.common import clock
from lms.notices.models import Notice
from lms.notices.services import notify_many
from lms.people.models import RoleGrant


def tell_editors(*, reviews: Iterable[CitationReview], at: dt.datetime) -> int:
    """One notice an editor and review, once; of a bank's questions one for each law, however many articles. How many
    were written at most."""
    holders = RoleGrant.objects.on(clock.day_of(at)).filter(role="editor", person__is_active=True)
    editors = sorted(set(holders.values_list("person_id", flat=True)))
    notices = [_notice(review, editor, at) for review in _apart(reviews) for editor in editors]
    notify_many(notices=notices)
    return len(notices)


def _apart(reviews: Iterable[CitationReview]) -> list[CitationReview]:
    """A repeal may concern sixty questions: their editor is told once."""
    kept = {(one.bank_id, one.law, one.lapses_on) if one.bank_id else one.pk: one for one in reviews}
    return list(kept.values())


def _notice(review: CitationReview, editor: int, at: dt.datetime) -> Notice:
    cited = f"《{review.law}》{'' if review.bank else review.article}"
    body = (_("Questions of the bank %(course)s cite %(law)s. Revise them, or record why the citation may stand.")
            if review.bank else
            _("The course %(course)s cites %(law)s. Change it, or record why the citation may stand."))
    return Notice(
        person_id=editor, key=f"courses.citation:{review.pk}:{editor}", created_at=at,
        subject=_("%(law)s is repealed on %(day)s") % {
            "law": cited, "day": date_format(review.lapses_on, "SHORT_DATE_FORMAT")},
        body=body % {"course": f"“{review.cited_by.title}”", "law": cited}, url=reverse("course_citations"),
    )
