"""Who writes and who reviews a course hear of its review in their inbox.

Called by the framework's own signals (`supervision.reviews`): a review moves on by buttons, lists and scripts of the
framework, and `courses` imports none of ours.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from courses import authorship, review
from courses.models import CoursePage
from lms.notices.models import Notice
from lms.notices.services import notify_many
from lms.people.models import User

WAITS = "courses.review:"


@dataclass(frozen=True)
class Word:
    """What a notice says, and where it leads."""

    subject: str
    body: str
    url: str


def tell_reviewers(*, state: TaskState, page: CoursePage, at: dt.datetime) -> int:
    """Whoever may take the step, once; not while an earlier such notice is unread: it leads to the same list."""
    groups = getattr(state.task.specific, "groups", None)
    people = User.objects.filter(is_active=True, groups__in=groups.all()).distinct() if groups else User.objects.none()
    told = Notice.objects.filter(person__in=people, key__startswith=WAITS, read_at__isnull=True)
    open_to = people.exclude(pk__in=told.values("person")).order_by("pk")
    able = {person.pk for person in open_to if not review.in_the_way(page, state.task.specific, person)}
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Courses wait for your review")
        body = _("“%(course)s”, step “%(step)s”. The administration's first page lists everything that waits.") % {
            "course": page.title, "step": state.task.name}
    return _send(able, f"{WAITS}{state.pk}", Word(subject, body, reverse("wagtailadmin_home")), at)


def tell_authors(*, state: TaskState, page: CoursePage, by: User | None, at: dt.datetime) -> int:
    """A step was decided: approved, or sent back with the reason. Of the last approval, its publication is told."""
    refused = state.status == TaskState.STATUS_REJECTED
    if not refused and state.workflow_state.status == WorkflowState.STATUS_APPROVED:
        return 0
    people = authorship.authors_of(page, state.workflow_state) | _owner(page)
    with translation.override(settings.LANGUAGE_CODE):
        values = {"course": page.title, "step": state.task.name}
        subject = (_("Sent back: “%(course)s”") if refused else _("Approved: “%(course)s”, %(step)s")) % values
        body = f"{values['step']}\n{state.comment}" if refused else ""
    key = f"courses.{'sent_back' if refused else 'approved'}:{state.pk}"
    word = Word(subject, body, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return _send(people - {by.pk if by else 0}, key, word, at)


def tell_published(*, page: CoursePage, revision: int, author: User | None, at: dt.datetime) -> int:
    """The course is live: to whose page it is, who wrote what is published, and who submitted it."""
    last = WorkflowState.objects.for_instance(page).order_by("-pk").first()
    people = _owner(page) | {author.pk if author else 0, last.requested_by_id or 0 if last else 0}
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Published: “%(course)s”") % {"course": page.title}
        body = _("Learners see it from now on; those under way stay on their version.")
    return _send(people, f"courses.published:{revision}", Word(subject, body, page.url or ""), at)


def _owner(page: CoursePage) -> set[int]:
    return {page.owner_id} if page.owner_id else set()


def _send(people: Iterable[int], key: str, word: Word, at: dt.datetime) -> int:
    """How many were meant; of those told before, nothing happens."""
    known = User.objects.filter(pk__in=people, is_active=True).order_by("pk").values_list("pk", flat=True)
    notices = [Notice(person_id=person, key=f"{key}:{person}", subject=word.subject[:200], body=word.body,
                      url=word.url[:200], created_at=at) for person in known]
    notify_many(notices=notices)
    return len(notices)
