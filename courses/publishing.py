"""What publishing a course means: its lessons go live with it, a version is frozen, and can be found."""

import logging

from django.db import transaction

from courses import lessons
from courses.models import CoursePage
from courses.search.indexing import index_version
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
    """The lessons' drafts, the version and its place in the search, or none of them. Raises CourseNotReady."""
    lessons.publish_waiting(page)
    index_version(page=page, version=write_version(page, by_no=by_no))
