"""举报: a member says that a post should not stand; a moderator answers."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.discussion import rules
from lms.discussion.models import DiscussionSettings, Post, Report
from lms.discussion.services.moderating import hide
from lms.discussion.services.reports import close_reports
from lms.discussion.services.saying import Refused
from lms.discussion.services.telling import tell_moderators, tell_reporter
from lms.people.models import User
from lms.workdays.selectors import working_day_after


@transaction.atomic
def report(*, post: Post, by: User, reason: str, at: dt.datetime) -> Report:
    """Once a person and post, with a promised working day; again returns the first.

    Raises Refused: one's own, without a reason, out of sight.
    """
    if known := Report.objects.filter(post=post, person=by).first():
        return known
    words = rules.cleaned(reason)[:rules.LONGEST_REASON]
    if not words:
        raise Refused(_("Nothing was sent: please say what is wrong with it."))
    if post.author_id == by.pk:
        raise Refused(_("Nothing was sent: take your own post back instead."))
    if post.withdrawn_at or post.hidden_at:
        raise Refused(_("Nothing was sent: it was taken back or hidden already."))
    made, created = Report.objects.get_or_create(
        post=post, person=by, defaults={"reason": words, "reported_at": at, "promised_on": promised_on(at)}
    )
    if created:
        record(action="discussion.report", actor=by, target=f"{post.course.code} {post.lesson_code}",
               detail={"post": post.pk, "reason": words, "promised_on": f"{made.promised_on}"})
        tell_moderators(made, at)
        tell_reporter(made, at)
    return made


def promised_on(at: dt.datetime) -> dt.date:
    """The working day by which what is reported at a moment is answered."""
    return working_day_after(clock.day_of(at), DiscussionSettings.now().report_days)


@transaction.atomic
def answer_report(*, report: Report, outcome: str, answer: str, by: User, at: dt.datetime) -> bool:
    """Every waiting report of the post, with one decision: hidden, or it stands. False when none waits any more.

    Raises Refused: without words, and of one's own post.
    """
    words, post = rules.cleaned(answer)[:rules.LONGEST_REASON], report.post
    if not words:
        raise Refused(_("Nothing was saved: please give the reason; who reported it reads it."))
    if post.author_id == by.pk:
        raise Refused(_("Nothing was saved: nobody decides about what he wrote himself."))
    if Report.Outcome(outcome) == Report.Outcome.HIDDEN:
        return hide(post=post, reason=words, by=by, at=at)
    closed = close_reports(post, outcome=rules.KEPT, answer=words, at=at, by=by)
    if closed:
        record(action="discussion.keep", actor=by, target=f"{post.course.code} {post.lesson_code}",
               detail={"post": post.pk, "answer": words})
    return bool(closed)
