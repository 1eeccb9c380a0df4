"""Freezing a live course: what learners' records point at for ever."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses import checks, decks, recipes, rules
from courses.models import Course, CourseMedia, CoursePage, CourseVersion, LessonPage, VersionLesson


class CourseNotReady(ValueError):  # noqa: N818 - it names what happened
    """A course that cannot be learnt or examined as it stands; `problems` says why, in words."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@transaction.atomic
def write_version(course_page: CoursePage, by_no: str = "") -> CourseVersion:
    """Freeze the live course and its live lessons in tree order, as published by staff number `by_no`.

    The same content again returns the latest version unchanged. Raises CourseNotReady.
    """
    if problems := checks.problems_of(course_page):
        raise CourseNotReady(problems)
    course = _locked_course(course_page)
    # Read under the lock: of two publications, the later one sees the earlier.
    content = content_of(course_page, _live_lessons(course_page))
    digest = recipes.digest_of(content)
    latest = course.versions.order_by("-number").first()
    if latest and latest.digest == digest:
        return latest
    said = {"change_note": course_page.change_note, "captions": captions_of(content)}
    return _write(course, latest.number + 1 if latest else 1, content | said, digest, by_no)


def _locked_course(page: CoursePage) -> Course:
    """The course's record, its title brought up to date; locked, so that numbers are given one by one."""
    Course.objects.get_or_create(code=page.code, defaults={"title": page.title})
    course = Course.objects.select_for_update().get(code=page.code)
    if course.title != page.title:
        course.title = page.title
        course.save(update_fields=["title"])
    return course


def content_of(page: CoursePage, lessons: list[LessonPage]) -> dict[str, Any]:
    """What a version of `page` with `lessons` would hold."""
    return {
        "title": page.title,
        "counter": page.counter,
        "hours": page.hours.quantize(recipes.HOURS_STEP),
        "basis": page.basis,
        "assessment": recipes.recipe_of(page.assessment),
        "lessons": _lesson_rows(lessons),
    }


def _live_lessons(page: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.child_of(page).live().order_by("path"))


def captions_of(content: Mapping[str, Any]) -> dict[str, str]:
    """By media file, the SHA-256 of its captions now: a later version can say that they were changed.

    No part of what makes a version new: a corrected caption helps everybody at once.
    """
    wanted = {pk for lesson in content["lessons"] for pk in lesson["media_ids"]}
    found = CourseMedia.objects.filter(pk__in=wanted).exclude(captions="")
    return {f"{media.pk}": rules.file_digest(media.captions) for media in found}


def _lesson_rows(lessons: list[LessonPage]) -> list[dict[str, Any]]:
    bodies = [decks.frozen(lesson.body.raw_data) for lesson in lessons]
    wanted = {media for body in bodies for media in rules.media_ids(body)}
    durations = dict(CourseMedia.objects.filter(pk__in=wanted).values_list("pk", "duration"))
    pairs = zip(lessons, bodies, strict=True)
    return [_lesson_row(number, lesson, body, durations) for number, (lesson, body) in enumerate(pairs, 1)]


def _lesson_row(number: int, lesson: LessonPage, body: list, durations: Mapping[int, float]) -> dict[str, Any]:
    media = [pk for pk in rules.media_ids(body) if pk in durations]
    lengths, pages = (durations[pk] for pk in media), rules.pages_in(body)
    span = rules.span_seconds(lesson.rule, rules.characters_in(body), lengths, pages)
    return {
        "code": lesson.code, "number": number, "title": lesson.title, "summary": lesson.summary,
        "minutes": lesson.minutes, "rule": lesson.rule, "span_seconds": span,
        "share_required": rules.share_required(lesson.rule, lesson.share_required), "media_ids": media, "body": body,
    }


def _write(course: Course, number: int, content: dict[str, Any], digest: str, by_no: str) -> CourseVersion:
    fields = {name: value for name, value in content.items() if name != "lessons"}
    version = CourseVersion.objects.create(
        course=course, number=number, digest=digest, published_at=timezone.now(), published_by_no=by_no, **fields
    )
    VersionLesson.objects.bulk_create(VersionLesson(version=version, **row) for row in content["lessons"])
    return version
