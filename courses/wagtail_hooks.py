"""Where the content administration learns of this room."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.permissions import register_permission_policy

from courses import review
from courses.authoring import (
    citation_pages,
    course_pages,
    duplicate_pages,
    exchange_pages,
    media_pages,
    review_pages,
    word_pages,
)
from courses.authoring.viewsets import NeverDeleted, QuestionBankGroup
from courses.models import CoursePage, LessonPage, Question

EDITORS_NEED_NOT = {"help", "reports"}

register_permission_policy(Question, NeverDeleted(Question))


@hooks.register("register_admin_viewset")
def question_bank() -> QuestionBankGroup:
    return QuestionBankGroup()


@hooks.register("register_admin_urls")
def pages_of_a_course() -> list:
    rooms = (
        course_pages, duplicate_pages, word_pages, citation_pages, review_pages, media_pages, exchange_pages,
    )
    return [pattern for room in rooms for pattern in room.urlpatterns]


hooks.register("register_log_actions", review_pages.register_words)


@hooks.register("construct_homepage_panels")
def show_lapsing(request: HttpRequest, panels: list) -> None:
    if citation_pages.may_answer(request.user):
        panels.append(citation_pages.LapsingPanel())


@hooks.register("register_page_header_buttons")
def buttons_of_a_course(page, user, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Beside the framework's own, on the course's page and in the list of its lessons."""
    if isinstance(page.specific_deferred, CoursePage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Checks before publishing"), reverse("course_check", args=[page.pk]),
                     icon_name="circle-check", priority=15)
        yield Button(_("What the next version changes"), reverse("course_coming", args=[page.pk]),
                     icon_name="history", priority=16)


@hooks.register("construct_main_menu")
def shorten_menu(request: HttpRequest, menu_items: list) -> None:
    """Editors see what they work with; superusers see everything."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in EDITORS_NEED_NOT]


@hooks.register("construct_page_action_menu")
def publish_by_review(menu_items: list, request: HttpRequest, context: dict) -> None:
    """Courses go live through the three steps, lessons with their course: no button goes round them."""
    is_lesson = review.is_lesson(context.get("page"), context.get("parent_page"))
    if review.goes_live_by_review(context.get("page"), context.get("parent_page"), request.user):
        left_out = {"action-publish", "action-submit"} if is_lesson else {"action-publish"}
        menu_items[:] = [item for item in menu_items if item.name not in left_out]


@hooks.register("before_publish_page")
def refuse_to_publish(request: HttpRequest, page) -> HttpResponse | None:
    """What was typed is kept as a draft, and the editor is told what to do."""
    problems = review.refusals(page, request.user)
    if not problems:
        return None
    messages.error(request, _("Saved as a draft, not published: %(problems)s") % {"problems": " ".join(problems)})
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def refuse_bulk_publication(request: HttpRequest, action_type: str, objects: list, action) -> HttpResponse | None:
    if action_type != "publish" or not any(review.refusals(page.specific, request.user) for page in objects):
        return None
    messages.error(request, _("Courses are published one by one, by the last of their three reviews."))
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk)


@hooks.register("before_create_page")
def refuse_lesson_during_review(request: HttpRequest, parent_page, page_class) -> HttpResponse | None:
    """A lesson added now would go live unseen by those who have approved already."""
    lock = parent_page.specific.get_lock() if issubclass(page_class, LessonPage) else None
    if lock is None or not lock.for_user(request.user):
        return None
    messages.warning(request, _("The course is being reviewed; lessons can be added again afterwards."))
    return redirect("wagtailadmin_explore", parent_page.pk)


@hooks.register("before_copy_page")
def refuse_copy(request: HttpRequest, page) -> HttpResponse | None:
    """A code names one course for ever: a course is duplicated on a page that asks for another, a lesson is not."""
    if issubclass(page.specific_class, CoursePage):
        return redirect("course_duplicate", page.pk)
    if not issubclass(page.specific_class, LessonPage):
        return None
    messages.warning(request, _("A lesson is not copied by itself: its code is its own. Make a new one."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)
