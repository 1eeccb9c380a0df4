"""Notices about discussions: one a day to who is in a thread, one a post to who moderates it."""

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from courses.models import CoursePage
from lms.common import clock
from lms.discussion import members, rules
from lms.discussion.models import Post, Report
from lms.notices.models import Notice
from lms.notices.services import notify, notify_many
from lms.people.models import RoleGrant, User

REPLIES = "discussion.replies:"


def address_of(post: Post) -> str:
    """The thread, at the post."""
    return reverse("discussion:thread", args=[post.thread_id or post.pk]) + (f"#p{post.pk}" if post.thread_id else "")


def tell_thread(post: Post, at: dt.datetime) -> None:
    """Whoever wrote in the thread hears of new answers once a day, however many threads and answers there are; not
    while an earlier such notice is unread: it leads to the same list."""
    if post.thread_id is None:
        return
    people = _in_thread(post)
    waiting = Notice.objects.filter(person__in=people, key__startswith=REPLIES, read_at__isnull=True)
    told = set(waiting.values_list("person_id", flat=True))
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("New answers in your discussions")
        body = _("You hear of it once a day at most; the list shows every thread you wrote in.")
    notify_many(notices=[
        Notice(person_id=person, key=f"{REPLIES}{clock.day_of(at)}:{person}", subject=subject, body=body,
               url=reverse("discussion:mine"), created_at=at)
        for person in sorted(people - told)
    ])


def _in_thread(post: Post) -> set[int]:
    """Who wrote in it and may still read it (three queries, however many they are)."""
    rows = Post.objects.filter(Q(pk=post.thread_id) | Q(thread=post.thread_id), withdrawn_at__isnull=True)
    authors = User.objects.filter(pk__in=rows.order_by().values("author"), is_active=True).exclude(pk=post.author_id)
    belonging = set(authors.filter(pk__in=members.people_of(post.course_id)).values_list("pk", flat=True))
    moderating = moderators_of(post, clock.day_of(post.created_at))
    return belonging | (set(authors.values_list("pk", flat=True)) & moderating)


def tell_moderators(report: Report, at: dt.datetime) -> None:
    """A post was reported: once each, however often it is; it names nobody, for an inbox is read over shoulders."""
    post = report.post
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A post was reported: %(course)s") % {"course": post.course.title}
        body = _("Please answer by %(day)s.") % {"day": formats.date_format(report.promised_on, "DATE_FORMAT")}
    notify_many(notices=[
        Notice(person_id=person, key=f"discussion.report:{post.pk}:{person}", subject=subject, body=body,
               url=reverse("discussion:office"), created_at=at)
        for person in sorted(moderators_of(post, clock.day_of(at)) - {post.author_id})
    ])


def tell_reporter(report: Report, at: dt.datetime) -> None:
    """That it arrived, and by when it is answered."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Your report of a post was received: %(course)s") % {"course": report.post.course.title}
        body = _("You will be answered by %(day)s.") % {"day": formats.date_format(report.promised_on, "DATE_FORMAT")}
    notify(person=report.person, key=f"discussion.received:{report.pk}", subject=subject, body=body, at=at,
           url=address_of(report.post))


def moderators_of(post: Post, on: dt.date) -> set[int]:
    """HR, and the editor whose page the course is."""
    grants = RoleGrant.objects.on(on).filter(person__is_active=True)
    owners = CoursePage.objects.filter(code=post.course.code).values("owner")
    mine = Q(role=rules.HR) | Q(role=rules.EDITOR, person__in=owners)
    return set(grants.filter(mine).values_list("person_id", flat=True))
