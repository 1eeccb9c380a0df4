"""Which lessons are discussed, and how much is said under each."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from courses.models import Course
from courses.selectors import latest_version
from lms.common.prepared import Prepared
from lms.discussion.models import Board, DiscussionSettings, Post

MOST = 100  # posts told beside the lesson: what is more is "99+"


@dataclass(frozen=True)
class BoardRow:
    """A lesson in its editor's list. `own`: its own word, None where it goes with the course; `open`: what holds."""

    code: str
    number: int
    title: str
    own: bool | None
    open: bool
    posts: int


@dataclass(frozen=True)
class Boards:
    """A course's discussions as its editor sets them."""

    course: Course
    open: bool
    rows: tuple[BoardRow, ...]
    enabled: bool


def _deciding(course: int, lesson: str) -> QuerySet:
    """Counted up to `MOST`, so that a lesson's page costs the same under ten thousand posts."""
    few = Post.objects.in_sight().under(course, lesson).order_by().values("pk")[:MOST]
    counted = Post.objects.filter(pk__in=few).order_by().values("course").annotate(n=Count("pk")).values("n")
    number = Subquery(counted, output_field=IntegerField())
    return Board.objects.deciding(course, lesson).values_list("is_open", Coalesce(number, Value(0)))


_asked = Prepared(_deciding, int, str)


def posts_under(course: int, lesson_code: str) -> int | None:
    """How many posts are in sight under a lesson, `MOST` at most; None where it is closed (one prepared query)."""
    is_open, number = next(iter(_asked(course, lesson_code)), (False, 0))
    return number if is_open else None


def boards_of(course: Course) -> Boards:
    """Of the newest version's lessons (five queries)."""
    version = latest_version(course)
    set_as = dict(Board.objects.filter(course=course).values_list("lesson_code", "is_open"))
    said = dict(Post.objects.in_sight().order_by().filter(course=course).values_list("lesson_code")
                .annotate(n=Count("pk")))
    whole = set_as.get("", False)
    lessons = version.lessons.order_by("number").only("code", "number", "title") if version else ()
    rows = tuple(
        BoardRow(lesson.code, lesson.number, lesson.title, set_as.get(lesson.code),
                 set_as.get(lesson.code, whole), said.get(lesson.code, 0)) for lesson in lessons
    )
    return Boards(course, whole, rows, DiscussionSettings.now().enabled)
