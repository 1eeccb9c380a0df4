"""What the course's editor and HR do with a post: hide it with a reason, show it again, put it on top."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.discussion import rules
from lms.discussion.models import Post
from lms.discussion.services.reports import close_reports
from lms.discussion.services.saying import Refused
from lms.discussion.services.telling import address_of
from lms.notices.services import notify
from lms.people.models import User


@transaction.atomic
def hide(*, post: Post, reason: str, by: User, at: dt.datetime) -> bool:
    """Out of others' sight; its author reads it with the reason. False when it was before. Raises Refused."""
    words = rules.cleaned(reason)[:rules.LONGEST_REASON]
    if not words:
        raise Refused(_("Nothing was hidden: please give the reason; the author reads it."))
    won = Post.objects.filter(pk=post.pk, hidden_at__isnull=True).update(
        hidden_at=at, hidden_by=by, hidden_reason=words, pinned_at=None
    )
    post.refresh_from_db()
    if won:
        close_reports(post, outcome=rules.HIDDEN, answer=words, at=at, by=by)
        _log("discussion.hide", post, by, {"reason": words})
        _tell_author(post, at)
    return bool(won)


@transaction.atomic
def restore(*, post: Post, by: User, at: dt.datetime) -> bool:
    """Shown again. False when it was not hidden."""
    reason = post.hidden_reason
    won = Post.objects.filter(pk=post.pk, hidden_at__isnull=False).update(
        hidden_at=None, hidden_by=None, hidden_reason=""
    )
    post.refresh_from_db()
    if won:
        _log("discussion.restore", post, by, {"reason": reason})
        _tell_author(post, at)
    return bool(won)


@transaction.atomic
def pin(*, post: Post, wanted: bool, by: User, at: dt.datetime) -> bool:
    """On top of its lesson, or no longer. False when nothing changes. Raises Refused for an answer."""
    if post.thread_id:
        raise Refused(_("Only what opens a thread is put on top."))
    rows = Post.objects.in_sight().filter(pk=post.pk, pinned_at__isnull=wanted)
    won = rows.update(pinned_at=at if wanted else None)
    post.refresh_from_db()
    if won:
        _log("discussion.pin", post, by, {"pinned": wanted})
    return bool(won)


def _log(action: str, post: Post, by: User, detail: dict) -> None:
    record(action=action, actor=by, target=f"{post.course.code} {post.lesson_code}",
           detail={"post": post.pk, "author": post.author.staff_no} | detail)


def _tell_author(post: Post, at: dt.datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Your post was hidden") if post.hidden_at else _("Your post is shown again")
    notify(person=post.author, key=f"discussion.hidden:{post.pk}:{at:%Y%m%d%H%M%S%f}", subject=subject,
           body=post.hidden_reason, url=address_of(post), at=at)
