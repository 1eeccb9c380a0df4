"""A lesson's threads, one thread, and the threads a person wrote in."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from courses.models import VersionLesson
from lms.discussion import rules
from lms.discussion.access import Seat
from lms.discussion.models import Board, DiscussionSettings, Post, PostRevision
from lms.people.models import User

THREADS = 20
ANSWERS = 50


@dataclass(frozen=True)
class PostRow:
    """A post as its reader sees it. `text` is empty where he may not read it; `state` is "", withdrawn or hidden.

    `earlier` are the texts it had before, for moderators; `version` is said where he reads another.
    """

    pk: int
    thread: int
    who: str
    unit: str
    office: str
    text: str
    state: str
    reason: str
    at: dt.datetime
    edited: bool
    pinned: bool
    mine: bool
    may_edit: bool
    may_moderate: bool
    may_report: bool
    version: int
    answers: int = 0
    earlier: tuple[str, ...] = ()
    official: tuple["PostRow", ...] = ()


@dataclass(frozen=True)
class ThreadPage:
    """A page of a thread: what opened it, and answers in the order they were given."""

    first: PostRow
    rows: tuple[PostRow, ...]
    page: Page


@dataclass(frozen=True)
class Reader:
    """Who reads, when, from which seat, and how long one may change one's own post."""

    viewer: User
    seat: Seat
    at: dt.datetime
    minutes: int

    @classmethod
    def of(cls, viewer: User, seat: Seat, at: dt.datetime) -> "Reader":
        return cls(viewer, seat, at, DiscussionSettings.now().edit_minutes)


def board_page(viewer: User, seat: Seat, course: int, lesson_code: str, *, at: dt.datetime, page: str) -> Page:
    """Threads on top first, then the newest; each with its official answers (seven queries, however many posts)."""
    threads = Post.objects.under(course, lesson_code).first_words()
    ordered = threads.order_by(F("pinned_at").desc(nulls_last=True), "-created_at", "-pk").values_list("pk", flat=True)
    found = Paginator(ordered, THREADS).get_page(page)
    posts = _in_order(found.object_list)
    reader = Reader.of(viewer, seat, at)
    numbers, official = _answers(posts), _official(posts, reader)
    rows = [_row(post, reader, answers=numbers.get(post.pk, 0), official=official.get(post.pk, ())) for post in posts]
    found.object_list = rows  # type: ignore[assignment]
    return found


def _in_order(keys: Iterable[int]) -> list[Post]:
    """Only a page's worth is read whole: the database skips keys, not posts with their authors."""
    wanted = list(keys)
    found = Post.objects.select_related("author", "version").in_bulk(wanted)
    return [found[key] for key in wanted]


def _answers(threads: Iterable[Post]) -> dict[int, int]:
    rows = Post.objects.in_sight().order_by().filter(thread__in=threads)
    return dict(rows.values_list("thread").annotate(n=Count("pk")))


def _official(threads: Iterable[Post], reader: Reader) -> dict[int, tuple[PostRow, ...]]:
    rows = Post.objects.in_sight().filter(thread__in=threads).exclude(office="").select_related("author", "version")
    found: dict[int, tuple[PostRow, ...]] = {}
    for post in rows.order_by("created_at", "pk"):
        found[post.thread_id or 0] = (*found.get(post.thread_id or 0, ()), _row(post, reader))
    return found


def thread_page(viewer: User, seat: Seat, first: Post, *, at: dt.datetime, page: str) -> ThreadPage:
    """What opened it, and a page of answers, oldest first; moderators also read earlier texts (five queries)."""
    answers = Post.objects.filter(thread=first).select_related("author", "version").order_by("created_at", "pk")
    found = Paginator(answers, ANSWERS).get_page(page)
    posts, reader = list(found.object_list), Reader.of(viewer, seat, at)
    earlier = _earlier([first, *posts]) if seat.office else {}
    rows = tuple(_row(post, reader, earlier=earlier.get(post.pk, ())) for post in posts)
    opened = _row(first, reader, answers=found.paginator.count, earlier=earlier.get(first.pk, ()))
    return ThreadPage(opened, rows, found)


def one_post(viewer: User, seat: Seat, post: Post, *, at: dt.datetime) -> PostRow:
    """As its reader sees it, for the pages about one post."""
    return _row(post, Reader.of(viewer, seat, at), earlier=_earlier([post]).get(post.pk, ()) if seat.office else ())


def _earlier(posts: Iterable[Post]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for pk, text in PostRevision.objects.filter(post__in=posts).values_list("post", "text"):
        found[pk] = (*found.get(pk, ()), text)
    return found


def _row(
    post: Post, reader: Reader, *, answers: int = 0, earlier: tuple[str, ...] = (), official: tuple[PostRow, ...] = ()
) -> PostRow:
    mine, moderates = post.author_id == reader.viewer.pk, bool(reader.seat.office)
    state = "hidden" if post.hidden_at else "withdrawn" if post.withdrawn_at else ""
    readable = not state or moderates or (mine and state == "hidden")
    return PostRow(
        pk=post.pk, thread=post.thread_id or post.pk, who=post.author.display_name, unit=post.unit_name,
        office=_office(post), text=post.text if readable else "", state=state,
        reason=post.hidden_reason if mine or moderates else "", at=post.created_at, edited=post.edited_at is not None,
        pinned=post.pinned_at is not None, mine=mine, may_moderate=moderates, may_report=not mine and not state,
        may_edit=mine and not state and rules.may_edit(post.created_at, reader.at, reader.minutes),
        version=post.version.number if post.version_id != reader.seat.version.pk else 0,
        answers=answers, earlier=earlier, official=official,
    )


def _office(post: Post) -> str:
    """An answer of the course's editor; what he opens himself answers nobody."""
    if not post.office or post.thread_id:
        return post.get_office_display() if post.office else ""
    return _("course editor") if post.office == rules.EDITOR else _("HR section")


@dataclass(frozen=True)
class MyThread:
    """A thread the person wrote in: where it is, how it begins, when somebody last answered."""

    pk: int
    course: str
    lesson: str
    begins: str
    answers: int
    last_at: dt.datetime


def my_threads(person: User, page: str) -> Page:
    """The last answered first (four queries). What is closed, or of a course he has left, is not among them."""
    wrote = Post.objects.filter(author=person).order_by()
    mine = Q(pk__in=wrote.filter(thread__isnull=True).values("pk")) | Q(pk__in=wrote.values("thread"))
    threads = Post.objects.visible_to(person).filter(mine, course__in=_open_courses(), hidden_at__isnull=True)
    seen = Q(answers__withdrawn_at__isnull=True, answers__hidden_at__isnull=True)
    rows = threads.annotate(
        number=Count("answers", filter=seen), last=Max("answers__created_at", filter=seen)
    ).select_related("course").order_by(F("last").desc(nulls_last=True), "-created_at")
    found = Paginator(rows, THREADS).get_page(page)
    posts = list(found.object_list)
    titles = _titles(posts)
    found.object_list = [_my_thread(post, titles) for post in posts]  # type: ignore[assignment, misc]
    return found


def _open_courses() -> QuerySet:
    """Courses with anything open, none where the bureau has no discussions."""
    off = DiscussionSettings.objects.filter(enabled=False).exists()
    return Board.objects.none().values("course") if off else Board.objects.filter(is_open=True).values("course")


def _my_thread(post: Post, titles: Mapping[tuple[int, str], str]) -> MyThread:
    begins = "" if post.withdrawn_at else post.text[:60]
    return MyThread(
        post.pk, post.course.title, titles.get((post.course_id, post.lesson_code), post.lesson_code), begins,
        post.number, post.last or post.created_at,  # type: ignore[attr-defined]
    )


def _titles(posts: Iterable[Post]) -> dict[tuple[int, str], str]:
    """Of the newest version (one query)."""
    rows = VersionLesson.objects.filter(code__in={post.lesson_code for post in posts}).order_by("version__number")
    return {(course, code): title for course, code, title in rows.values_list("version__course_id", "code", "title")}
