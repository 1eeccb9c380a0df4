"""A new course like an old one: its drafts, its lessons and its recipe under new codes; never its records."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from courses import lessons, rules
from courses.models import Assessment, Course, CoursePage, LessonPage

OWN = {"page_ptr", "code", "assessment", "change_note"}  # what a copy has of its own


def refuse_code(code: str, parent) -> None:
    """Raises ValidationError for a code that a new course below `parent` cannot have."""
    if not rules.course_slug(code):
        raise ValidationError(_("A code needs letters or digits; the page's address is made from it."))
    taken = CoursePage.objects.filter(code__iexact=code).exists() or Course.objects.filter(code__iexact=code).exists()
    if taken or parent.get_children().filter(slug=rules.course_slug(code)).exists():
        raise ValidationError(_("Another page here has this code or its address."))


@transaction.atomic
def duplicate_course(*, page: CoursePage, code: str, title: str, by) -> CoursePage:
    """The copy, as a draft with draft lessons, made from the latest drafts. Raises ValidationError for the code.

    The question bank is shared: a question mended serves both. The recipe is copied: each course has its own pass mark.
    """
    parent = page.get_parent().specific
    refuse_code(code, parent)
    draft = page.get_latest_revision_as_object()
    made = CoursePage(title=title, draft_title=title, code=code, slug=rules.course_slug(code), live=False, owner=by,
                      has_unpublished_changes=True, assessment=_recipe(draft.assessment, title), **_fields(draft))
    parent.add_child(instance=made)
    made.tags.set(draft.tags.all())
    for lesson in lessons.to_be_published(page):
        _copy(lesson, page.code, made, by)
    made.save()
    made.save_revision(user=by, log_action=True)
    return made


def _fields(page: models.Model) -> dict[str, Any]:
    """All of the model's own fields, so that one added later is not forgotten."""
    return {field.name: getattr(page, field.name) for field in page._meta.local_fields if field.name not in OWN}


def _recipe(assessment: Assessment | None, title: str) -> Assessment | None:
    if assessment is None:
        return None
    made, _children = Assessment.objects.get(pk=assessment.pk).copy_cluster(exclude_fields=["id"])
    made.title = title
    made.save()
    return made


def _copy(lesson: LessonPage, old_code: str, course: CoursePage, by) -> None:
    """T-01-L3 becomes T-02-L3; a code of another shape becomes the next in line."""
    number = lesson.code.removeprefix(f"{old_code}-")
    code = f"{course.code}-{number}" if number != lesson.code else LessonPage.next_code(course)
    made = LessonPage(
        title=lesson.title, draft_title=lesson.title, code=code, slug=LessonPage.slug_of(code), live=False, owner=by,
        has_unpublished_changes=True, **_fields(lesson),
    )
    CoursePage.objects.get(pk=course.pk).add_child(instance=made)
    made.save_revision(user=by)
