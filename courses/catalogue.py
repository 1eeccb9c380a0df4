"""The catalogue and the course page: a page's worth of reading, in a fixed number of queries."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest
from django.utils.html import strip_tags
from taggit.models import Tag
from wagtail.images import get_image_model

from courses import rules
from courses.models import Course, CoursePage, CourseVersion, LessonPage

PER_PAGE = 24
MOST_WORDS = 5
COVER_SPEC = "fill-640x360|format-webp"


@dataclass(frozen=True)
class Card:
    """A course in the catalogue. `state` is the reader's own, put in by the study room, or None."""

    code: str
    title: str
    url: str
    snippet: str
    category: str
    cover: Any
    cover_number: int
    lessons: int
    hours: Decimal
    state: Any


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; empty strings ask nothing."""

    q: str = ""
    category: str = ""
    tag: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        return cls(**{name: request.GET.get(name, "").strip()[:100] for name in ("q", "category", "tag")})

    @property
    def any(self) -> bool:
        return bool(self.q or self.category or self.tag)


def catalogue_context(catalogue, request: HttpRequest) -> dict[str, Any]:
    filters = Filters.of(request)
    page = Paginator(courses_below(catalogue, filters), PER_PAGE).get_page(request.GET.get("page"))
    everything = CoursePage.objects.child_of(catalogue).live()
    return {
        "filters": filters,
        "page_obj": page,
        "cards": cards_of(page, request),
        "total": everything.count(),
        "categories": list(everything.exclude(category="").order_by("category").values_list("category", flat=True)
                           .distinct()),
        "tags": list(Tag.objects.filter(courses_coursetag_items__content_object__in=everything).distinct()
                     .order_by("name")),
        "query_string": _query_string(request),
    }


def courses_below(catalogue, filters: Filters) -> QuerySet[CoursePage]:
    """The published courses that fit; each word of the search must be found in the course or one of its lessons."""
    found = CoursePage.objects.child_of(catalogue).live().order_by("path")
    for word in filters.q.split()[:MOST_WORDS]:
        found = found.filter(_holds(word) | Q(path__in=_courses_teaching(word)))
    if filters.category:
        found = found.filter(category=filters.category)
    if filters.tag:
        found = found.filter(tagged_items__tag__slug=filters.tag)
    return found.select_related("cover").prefetch_related(_covers())


def _holds(word: str) -> Q:
    names = ("title", "introduction", "keywords", "code", "category")
    return Q(*[(f"{name}__icontains", word) for name in names], _connector=Q.OR)


def _courses_teaching(word: str) -> set[str]:
    """The paths of courses with a published lesson that holds `word`: one query.

    SQLite keeps JSON with Chinese escaped, PostgreSQL as it is: both spellings are looked for.
    """
    escaped = json.dumps(word)[1:-1]
    lessons = LessonPage.objects.live().annotate(text=Cast("body", TextField()))
    says = Q(title__icontains=word) | Q(summary__icontains=word) | Q(text__icontains=word) | Q(text__icontains=escaped)
    return {path[: -LessonPage.steplen] for path in lessons.filter(says).values_list("path", flat=True)}


def _covers() -> Prefetch:
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec=COVER_SPEC)
    return Prefetch("cover__renditions", queryset=renditions, to_attr="prefetched_renditions")


def cards_of(page: PaginatorPage, request: HttpRequest) -> list[Card]:
    courses = list(page)
    counts = _lesson_counts(courses)
    states = getattr(request, "my_states", {})
    return [_card(course, counts.get(course.path, 0), states.get(course.code), request) for course in courses]


def _lesson_counts(courses: list[CoursePage]) -> Mapping[str, int]:
    """By the course's path, how many lessons are published: one GROUP BY."""
    if not courses:
        return {}
    length = len(courses[0].path)
    rows = LessonPage.objects.live().annotate(course_path=Substr("path", 1, length)).order_by()
    rows = rows.filter(course_path__in=[course.path for course in courses])
    return dict(rows.values_list("course_path").annotate(number=Count("pk")))


def _card(course: CoursePage, lessons: int, state: Any, request: HttpRequest) -> Card:
    return Card(
        code=course.code, title=course.title, url=course.get_url(request), category=course.category,
        snippet=strip_tags(course.introduction), cover=course.cover, cover_number=rules.cover_number(course.category),
        lessons=lessons, hours=course.hours, state=state,
    )


def _query_string(request: HttpRequest) -> str:
    """The present question without its page number, for the pagination's links."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return asked.urlencode()


def course_context(page: CoursePage, request: HttpRequest) -> dict[str, Any]:
    """`my_course` is set on the request by the study room; without it the course is not the reader's task."""
    return {
        "lessons": list(LessonPage.objects.child_of(page).live().order_by("path")),
        "version": _latest_version_of(page.code),
        "assessment": page.assessment,
        "course_tags": list(page.tags.all()),
        "cover_number": rules.cover_number(page.category),
        "catalogue": page.get_parent(),
        "my_course": getattr(request, "my_course", None),
    }


def _latest_version_of(code: str) -> CourseVersion | None:
    return CourseVersion.objects.filter(course__in=Course.objects.filter(code=code)).order_by("-number").first()
