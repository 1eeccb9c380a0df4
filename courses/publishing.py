"""What publishing a course means: its lessons go live with it, and a version is frozen."""

import logging

from django.db import transaction

from courses import lessons
from courses.models import CoursePage
from courses.services import CourseNotReady, write_version

logger = logging.getLogger(__name__)


def freeze_published(sender, instance, revision=None, **kwargs) -> None:
    """Called by the framework when a page goes live. A course that is not ready stays without a new version.

    The version names the author of the published revision: the framework does not say who pressed the button;
    its own page history does.
    """
    if not isinstance(instance, CoursePage) or not instance.live:
        return
    author = revision.user if revision else None
    try:
        publish_whole(instance, by_no=author.get_username() if author else "")
    except CourseNotReady as refused:
        logger.warning("No version of %s: %s", instance.code, refused)


@transaction.atomic
def publish_whole(page: CoursePage, by_no: str) -> None:
    """The lessons' drafts and the version, or neither. Raises CourseNotReady."""
    lessons.publish_waiting(page)
    write_version(page, by_no=by_no)
