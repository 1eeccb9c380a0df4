"""Frozen versions and drafts as contents that can be compared."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from courses import lessons, recipes
from courses.changes.compare import Changes, Content, Titles, compare
from courses.models import CourseMedia, CoursePage, CourseVersion, VersionLesson
from courses.services.versions import content_of

COURSE = ("title", "counter", "hours", "basis", "assessment", "captions")
LESSON = ("code", "number", "title", "summary", "minutes", "rule", "span_seconds", "share_required",
          "media_ids", "body")


def frozen(version: CourseVersion) -> dict[str, Any]:
    rows = VersionLesson.objects.filter(version=version).order_by("number").values(*LESSON)
    return {name: getattr(version, name) for name in COURSE} | {"lessons": list(rows)}


def changes_of_version(old: CourseVersion, new: CourseVersion) -> Changes:
    """From one published version to another of the same course (two queries, three more for the names of files)."""
    return _compared(frozen(old), frozen(new))


def changes_of_draft(page: CoursePage) -> Changes | None:
    """What the next publication would change for learners; None when nothing was published before."""
    latest = _latest(page)
    return _compared(frozen(latest), _draft(page)) if latest else None


def draft_differs(page: CoursePage) -> CourseVersion | None:
    """The latest version, when the next publication would write another one."""
    latest = _latest(page)
    return latest if latest and latest.digest != recipes.digest_of(_draft(page)) else None


def _latest(page: CoursePage) -> CourseVersion | None:
    return CourseVersion.objects.filter(course__code=page.code).order_by("-number").first()


def _draft(page: CoursePage) -> dict[str, Any]:
    return content_of(page, lessons.to_be_published(page))


def _compared(old: Content, new: Content) -> Changes:
    return compare(old, new, titles_of([old, new]))


def titles_of(contents: Iterable[Content]) -> Titles:
    """The names of the files that bodies show, by (kind, id)."""
    wanted: dict[str, set[int]] = {"media": set(), "image": set(), "document": set()}
    for content in contents:
        for lesson in content["lessons"]:
            for block in lesson["body"]:
                for kind, pk in _files(block["value"]):
                    wanted[kind].add(pk)
    models = {"media": CourseMedia, "image": get_image_model(), "document": get_document_model()}
    labels = {"media": _("Video"), "image": _("Picture"), "document": _("Document")}
    return {
        (kind, pk): f"{labels[kind]}：{title}" for kind, ids in wanted.items() if ids
        for pk, title in models[kind]._default_manager.filter(pk__in=ids).values_list("pk", "title")
    }


def _files(value: Any) -> list[tuple[str, int]]:
    if not isinstance(value, dict):
        return []
    return [(kind, pk) for kind in ("media", "image", "document") if isinstance(pk := value.get(kind), int)]
