"""What publishing means: a version is frozen."""

import logging

from courses.models import CoursePage, LessonPage
from courses.services import CourseNotReady, write_version

logger = logging.getLogger(__name__)


def freeze_published(sender, instance, revision=None, **kwargs) -> None:
    """Called by the framework when a page goes live. A course that is not ready stays without a new version.

    The version names the author of the published revision: the framework does not say who pressed the button;
    its own page history does.
    """
    course_page = course_of(instance)
    if course_page is None or not course_page.live:
        return
    author = revision.user if revision else None
    try:
        write_version(course_page, by_no=author.get_username() if author else "")
    except CourseNotReady as refused:
        logger.warning("No version of %s: %s", course_page.code, refused)


def course_of(page) -> CoursePage | None:
    """The course a page belongs to; None for any other page."""
    if isinstance(page, CoursePage):
        return page
    return CoursePage.objects.parent_of(page).first() if isinstance(page, LessonPage) else None
