"""What becomes of the reports of one post: answered all at once, and their authors told."""

import datetime as dt

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lms.discussion.models import Post, Report
from lms.discussion.services.telling import address_of
from lms.notices.services import notify
from lms.people.models import User


def close_reports(post: Post, *, outcome: str, answer: str, at: dt.datetime, by: User | None = None) -> int:
    """How many were waiting. Whoever reported it is told, in the words given."""
    waiting = list(Report.objects.select_for_update(of=("self",)).waiting().filter(post=post).select_related("person"))
    for report in waiting:
        report.outcome, report.answer, report.closed_at, report.closed_by = outcome, answer, at, by
        report.save(update_fields=["outcome", "answer", "closed_at", "closed_by"])
        _tell(report, post, at)
    return len(waiting)


def _tell(report: Report, post: Post, at: dt.datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject, word = _("What you reported has been looked at"), report.get_outcome_display()
    notify(person=report.person, key=f"discussion.reported:{report.pk}", subject=subject, at=at,
           body=f"{word}\n{report.answer}", url=address_of(post))
