"""The catalogue and the course page: a page's worth of reading, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.db.models.functions import Substr
from django.http import HttpRequest
from django.utils.html import strip_tags
from wagtail.images import get_image_model

from courses import rules
from courses.facets import Filters, Slim, chosen_of, facets_of, narrowed
from courses.models import CoursePage, CourseVersion, LessonPage
from courses.models.pages import CourseTag
from courses.search.readers import reader_of
from courses.search.selectors import course_codes

PER_PAGE = 12  # so that the page weighs 15 KB at most, also where nothing compresses it (design 3)
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


def catalogue_context(catalogue, request: HttpRequest) -> dict[str, Any]:
    """Five queries for however many courses; two more and one for each word when words are searched for."""
    filters, everything = Filters.of(request.GET.dict()), _slim(catalogue, request)
    searched = course_codes(filters.q, reader_of(request)) if filters.q else None
    within = everything if searched is None else [course for course in everything if course.code in searched]
    facets = facets_of(within, filters)
    page = Paginator(narrowed(within, filters), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "filters": filters, "facets": facets, "chosen": chosen_of(facets, filters), "page_obj": page,
        "cards": cards_of(page, request), "total": len(everything), "query_string": filters.query(),
        "searched_for_nothing": bool(filters.q) and searched is None,
    }


def _slim(catalogue, request: HttpRequest) -> list[Slim]:
    """What every published course can be chosen by, in the order of the catalogue (two queries)."""
    states = getattr(request, "my_states", {})
    rows = CoursePage.objects.child_of(catalogue).live().order_by("path")
    tags = defaultdict(list)
    for page, slug, name in CourseTag.objects.filter(content_object__in=rows.order_by()).values_list(
        "content_object", "tag__slug", "tag__name"
    ):
        tags[page].append((slug, name))
    return [
        Slim(pk, code, category, line, hours, tuple(tags[pk]), states[code].state if code in states else "")
        for pk, code, category, line, hours in rows.values_list("pk", "code", "category", "line", "hours")
    ]


def _covers() -> Prefetch:
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec=COVER_SPEC)
    return Prefetch("cover__renditions", queryset=renditions, to_attr="prefetched_renditions")


def cards_of(page: PaginatorPage, request: HttpRequest) -> list[Card]:
    rows = CoursePage.objects.select_related("cover").prefetch_related(_covers())
    courses = list(rows.filter(pk__in=[course.pk for course in page]).order_by("path"))
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


def course_context(page: CoursePage, request: HttpRequest) -> dict[str, Any]:
    """`my_course` is set on the request by the study room; without it the course is not the reader's task.

    Who is enrolled sees the lessons of his own version there; the pages themselves are fetched for others only.
    """
    mine, pages = getattr(request, "my_course", None), LessonPage.objects.child_of(page).live().order_by("path")
    return {
        "lessons": mine.lessons if mine and mine.enrolled else list(pages),
        "version": _latest_version_of(page.code),
        "assessment": page.assessment,
        "course_tags": list(page.tags.all()),
        "cover_number": rules.cover_number(page.category),
        "catalogue": page.get_parent(),
        "my_course": mine,
    }


def _latest_version_of(code: str) -> Any:
    """Its number and when it was published."""
    rows = CourseVersion.objects.filter(course__code=code).order_by("-number")
    return rows.values_list("number", "published_at", named=True).first()
