"""What a member does: says, changes for a short time, takes back."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Course
from lms.audit.services import record
from lms.common import clock
from lms.discussion import rules
from lms.discussion.access import Seat, is_open
from lms.discussion.models import DiscussionSettings, Post, PostRevision
from lms.discussion.services.reports import close_reports
from lms.discussion.services.telling import tell_thread
from lms.people.models import User
from lms.people.selectors import department_on


class Refused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """It cannot be done so. Its text says why, and what was kept."""


@dataclass(frozen=True)
class Place:
    """Where something is said: a lesson of a course, and the thread it answers; none opens one."""

    course: Course
    lesson_code: str
    thread: Post | None = None


@transaction.atomic
def say(
    *, person: User, place: Place, seat: Seat, text: str, at: dt.datetime, once: uuid.UUID, as_office: bool = False
) -> Post:
    """A post; the same form (`once`) again returns the first. Those in the thread are told, once a day at most.

    `as_office` marks the answer of the course's editor or of HR; who moderates without belonging to the course speaks
    as nothing else. Raises Refused: nothing said, too many in a day, a lesson that is closed, a thread that is gone.
    """
    if known := Post.objects.filter(author=person, once=once).first():
        return known
    post = _post(person, place, seat, _checked(text), at)
    post.office, post.once = seat.office if as_office or not seat.enrolled else "", once
    _check_place(place)
    _check_many(person, clock.day_of(at))
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:  # a second click, at the same moment
        return Post.objects.get(author=person, once=once)
    record(action="discussion.say", actor=person, target=f"{place.course.code} {place.lesson_code}",
           detail={"post": post.pk, "thread": post.thread_id, "office": post.office})
    tell_thread(post, at)
    return post


def _post(person: User, place: Place, seat: Seat, text: str, at: dt.datetime) -> Post:
    unit = department_on(person, clock.day_of(at))
    return Post(
        course=place.course, version=seat.version, lesson_code=place.lesson_code, thread=place.thread, author=person,
        unit_name=unit.name if unit else "", text=text, created_at=at,
    )


def _checked(text: str) -> str:
    words = rules.cleaned(text)
    if not words:
        raise Refused(_("Nothing was sent: please write something."))
    if len(words) > rules.LONGEST:
        raise Refused(_("Nothing was sent: a post has at most %(most)d characters.") % {"most": rules.LONGEST})
    return words


def _check_place(place: Place) -> None:
    if not is_open(place.course.pk, place.lesson_code):
        raise Refused(_("Nothing was sent: this lesson is not discussed any more."))
    thread = place.thread
    if thread is None:
        return
    if thread.thread_id or (thread.course_id, thread.lesson_code) != (place.course.pk, place.lesson_code):
        raise Refused(_("Nothing was sent: this is not what you were answering."))
    if thread.withdrawn_at or thread.hidden_at:
        raise Refused(_("Nothing was sent: what you were answering was taken back or hidden."))


def _check_many(person: User, day: dt.date) -> None:
    since = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    if Post.objects.filter(author=person, created_at__gte=since).count() >= rules.MOST_A_DAY:
        raise Refused(_("Nothing was sent: you have written %(count)d times today. Please go on tomorrow.")
                      % {"count": rules.MOST_A_DAY})


@transaction.atomic
def edit(*, post: Post, text: str, at: dt.datetime) -> bool:
    """Other words, for a short time; the earlier ones are kept. False when they are the same. Raises Refused."""
    words, locked = _checked(text), Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if locked.text == words:
        return False
    if locked.withdrawn_at or locked.hidden_at:
        raise Refused(_("Nothing was saved: it was taken back or hidden."))
    if not rules.may_edit(locked.created_at, at, DiscussionSettings.now().edit_minutes):
        raise Refused(_("Nothing was saved: the time in which it may be changed is over. You may add an answer."))
    PostRevision.objects.create(post=locked, text=locked.text, replaced_at=at)
    locked.text, locked.edited_at = words, at
    locked.save(update_fields=["text", "edited_at"])
    _log("discussion.edit", locked)
    return True


@transaction.atomic
def withdraw(*, post: Post, at: dt.datetime) -> bool:
    """Taken back by its author: kept, and shown as taken back. False when it was before. Open reports end with it."""
    won = Post.objects.filter(pk=post.pk, withdrawn_at__isnull=True).update(withdrawn_at=at, pinned_at=None)
    post.refresh_from_db()
    if won:
        close_reports(post, outcome=rules.GONE, answer=_("Its author took it back."), at=at)
        _log("discussion.withdraw", post)
    return bool(won)


def _log(action: str, post: Post) -> None:
    record(action=action, actor=post.author, target=f"{post.course.code} {post.lesson_code}", detail={"post": post.pk})
