"""The course is the unit of review: what its lessons will be when it is published next."""

from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.models import Page, TaskState, WorkflowState

from courses.models import CoursePage, LessonPage


def is_taken_off(page: Page) -> bool:
    """Published once and withdrawn: it stays out until a reviewer publishes it again."""
    return not page.live and page.first_published_at is not None


def is_waiting(lesson: LessonPage) -> bool:
    """A draft, new or changed, that the course's next publication takes along."""
    return bool(lesson.has_unpublished_changes and lesson.latest_revision_id) and not is_taken_off(lesson)


def state_of(lesson: LessonPage) -> str:
    """In words, what the course's next publication does with it."""
    if is_waiting(lesson):
        return _("changed, goes live with the course") if lesson.live else _("new, goes live with the course")
    return _("live, unchanged") if lesson.live else _("taken off")


def of_course(page: CoursePage) -> list[LessonPage]:
    """Every lesson page in tree order, as it is saved."""
    return list(LessonPage.objects.child_of(page).select_related("latest_revision").order_by("path"))


def to_be_published(page: CoursePage) -> list[LessonPage]:
    """The lessons as the course's next publication would freeze them."""
    shown = [lesson for lesson in of_course(page) if lesson.live or is_waiting(lesson)]
    return [lesson.get_latest_revision_as_object() if is_waiting(lesson) else lesson for lesson in shown]


def publish_waiting(page: CoursePage) -> None:
    """Whoever publishes the course publishes its lessons: their drafts were reviewed with it."""
    for lesson in filter(is_waiting, of_course(page)):
        lesson.latest_revision.publish(skip_permission_checks=True)


def sent_back(page: CoursePage) -> TaskState | None:
    """The review step that asked for changes, while the course waits to be submitted again."""
    review = page.current_workflow_state
    waits = review is not None and review.status == WorkflowState.STATUS_NEEDS_CHANGES
    return review.current_task_state if waits else None


class CourseInReview(BaseLock):
    """While a course is reviewed its lessons stand still, except for whoever reviews it."""

    def __init__(self, lesson: LessonPage, course_lock: BaseLock) -> None:
        super().__init__(lesson)
        self.course_lock = course_lock

    def for_user(self, user) -> bool:
        return self.course_lock.for_user(user)

    def get_message(self, user):
        return _("The course is being reviewed; its lessons can be changed again afterwards.")

    def get_description(self, user):
        return self.get_message(user)
