"""Where the framework says that a review has moved on; see `services.reviewing`."""

from typing import Any

from wagtail.models import TaskState

from courses.models import CoursePage
from lms.common import clock
from lms.supervision.services.reviewing import tell_authors, tell_published, tell_reviewers


def step_begins(sender: Any, instance: TaskState, **kwargs: Any) -> None:
    if page := _course_of(instance):
        tell_reviewers(state=instance, page=page, at=clock.now())


def step_decided(sender: Any, instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    if page := _course_of(instance):
        tell_authors(state=instance, page=page, by=user, at=clock.now())


def goes_live(sender: Any, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, CoursePage) and instance.live and revision is not None:
        tell_published(page=instance, revision=revision.pk, author=revision.user, at=clock.now())


def _course_of(state: TaskState) -> CoursePage | None:
    page = state.workflow_state.content_object
    return page.specific if page is not None and issubclass(page.specific_class, CoursePage) else None
