"""What an address names, for whom. Not his, or closed to him: it does not exist, and that he tried is in the log."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest

from courses.models import Course, VersionLesson
from lms.discussion.access import Seat, is_open, seat_of
from lms.discussion.models import Post
from lms.people.access import refuse
from lms.people.models import User


@dataclass(frozen=True)
class Found:
    """A lesson's discussion with its reader's seat. `post` is what the address named, with `open` as it is now."""

    course: Course
    lesson_code: str
    title: str
    seat: Seat
    open: bool
    post: Post | None = None


def find_board(request: HttpRequest, code: str, lesson_code: str) -> Found:
    course = Course.objects.filter(code=code.upper()).first() or refuse(request, code)
    seat = seat_of(cast(User, request.user), course) or refuse(request, f"{code} {lesson_code}")
    lessons = VersionLesson.objects.filter(version__course=course, code=lesson_code)
    title = _title(lessons, seat) or refuse(request, f"{code} {lesson_code}")
    opened = is_open(course.pk, lesson_code)
    if not opened and not seat.office:
        refuse(request, f"{code} {lesson_code}")
    return Found(course, lesson_code, title, seat, opened)


def _title(lessons, seat: Seat) -> str:
    """As his own version has it; a moderator also finds what only an earlier one had."""
    mine = lessons.filter(version=seat.version).values_list("title", flat=True).first()
    if mine or not seat.office:
        return mine or ""
    return lessons.order_by("-version__number").values_list("title", flat=True).first() or ""


def find_post(request: HttpRequest, pk: int) -> tuple[Found, Post]:
    """A post whose lesson's discussion its reader has a seat in."""
    posts = Post.objects.visible_to(request.user).select_related("course", "author", "version", "thread")
    post = posts.filter(pk=pk).first() or refuse(request, f"post {pk}")
    return find_board(request, post.course.code, post.lesson_code), post


def find_own(request: HttpRequest, pk: int) -> tuple[Found, Post]:
    found, post = find_post(request, pk)
    if post.author_id != request.user.pk:
        refuse(request, f"post {pk}")
    return found, post


def find_moderated(request: HttpRequest, pk: int) -> tuple[Found, Post]:
    found, post = find_post(request, pk)
    if not found.seat.office:
        refuse(request, f"post {pk}")
    return found, post
