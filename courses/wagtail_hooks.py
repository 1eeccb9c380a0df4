"""Where the content administration learns of this room."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from courses import checks
from courses.authoring.viewsets import NeverDeleted, QuestionBankGroup
from courses.models import CoursePage, LessonPage, Question

EDITORS_NEED_NOT = {"help", "reports"}

register_permission_policy(Question, NeverDeleted(Question))


@hooks.register("register_admin_viewset")
def question_bank() -> QuestionBankGroup:
    return QuestionBankGroup()


@hooks.register("construct_main_menu")
def shorten_menu(request: HttpRequest, menu_items: list) -> None:
    """Editors see what they work with; superusers see everything."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name not in EDITORS_NEED_NOT]


@hooks.register("before_publish_page")
def refuse_unready_course(request: HttpRequest, page) -> HttpResponse | None:
    """The editor's button keeps the draft and says what is missing, rather than publish in silence."""
    problems = checks.problems_of(page) if isinstance(page, CoursePage) else []
    if not problems:
        return None
    messages.error(request, _("Saved as a draft, not published: %(problems)s") % {"problems": " ".join(problems)})
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_copy_page")
def refuse_copy(request: HttpRequest, page) -> HttpResponse | None:
    """A code names one course for ever: a copy would carry it a second time."""
    if not issubclass(page.specific_class, CoursePage | LessonPage):
        return None
    messages.warning(request, _("Courses and lessons are not copied: each has a code of its own. Make a new one."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)
