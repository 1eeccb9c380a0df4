"""Who may publish what without the three steps."""

from django.utils.translation import gettext as _
from wagtail.models import Page

from courses import checks, lessons
from courses.models import CataloguePage, CoursePage, LessonPage


def is_lesson(page: Page | None, parent: Page | None) -> bool:
    """A page being made is known by where."""
    if page is None or page.pk is None:
        return parent is not None and issubclass(parent.specific_class, CoursePage)
    return issubclass(page.specific_class, LessonPage)


def goes_live_by_review(page: Page | None, parent: Page | None, user) -> bool:
    """True for courses and lessons; a superuser may always, and a reviewer brings back a lesson taken off."""
    if user.is_superuser:
        return False
    if page is None or page.pk is None:  # being made: known by where
        return parent is not None and issubclass(parent.specific_class, CataloguePage | CoursePage)
    if isinstance(page, LessonPage):
        return not lessons.is_taken_off(page)
    return isinstance(page, CoursePage)


def refusals(page: Page, user) -> list[str]:
    """Why `user` cannot publish `page` by the button, in words; empty when he can."""
    if goes_live_by_review(page, None, user):
        return [_("Submit the course for review; the last approval publishes it with its lessons.")]
    return checks.problems_of(page) if isinstance(page, CoursePage) else []
