"""How a course's pages and documents know their reader, without courses knowing of study."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks

from courses.inspection.hours import HoursRule
from courses.models import CataloguePage, CoursePage, LessonPage
from courses.pictures import MAY_BE_SEEN
from courses.search.readers import HOOK as KNOW_THE_SEARCHER
from lms.people.access import has_permissions
from lms.study import selectors
from lms.study.access import may_check
from lms.transcript.models import CreditRule


@hooks.register("before_serve_page")
def know_the_reader(page, request: Any, serve_args, serve_kwargs) -> HttpResponse | None:
    """A lesson opens its player; a course and the catalogue carry the reader's own state."""
    if not request.user.is_authenticated:
        return None
    if isinstance(page, LessonPage):
        return _open_player(page, request)
    if isinstance(page, CoursePage):
        request.my_course = selectors.my_course(request.user, page.code)
    if isinstance(page, CataloguePage):
        request.my_states = selectors.my_states(request.user)
    return None


@hooks.register(KNOW_THE_SEARCHER)
def know_the_searcher(request: HttpRequest) -> dict[str, Any]:
    """The versions he reads himself, and whether he checks courses; whose roles bring no permission sees no bank."""
    known = {"versions": selectors.versions_read_by(request.user), "checks": may_check(request.user)}
    return known if has_permissions(request.user) else known | {"sees_bank": False}


@hooks.register("before_serve_document")
def know_the_document(document, request: HttpRequest) -> None:
    """A document belongs to the lessons that offer it, like their videos."""
    if not selectors.may_open(request.user, document.pk):
        raise Http404


@hooks.register(MAY_BE_SEEN)
def know_the_picture(request: HttpRequest, *, image: int | None, film: int | None) -> None:
    """A picture belongs to the lessons that show it, a still to its film."""
    if image and not selectors.may_see(request.user, image):
        raise Http404
    if film and not selectors.may_play(request.user, film):
        raise Http404


@hooks.register("course_hours_rule")
def know_the_rule(day: dt.date) -> HoursRule | None:
    """The dated rule by which study makes hours, for the checks before publishing; None before HR has entered any."""
    rule = CreditRule.objects.on(day).order_by("-from_on").first()
    return HoursRule(minutes=rule.minutes, step=rule.step, name=rule.title) if rule else None


def _open_player(page: LessonPage, request: HttpRequest) -> HttpResponse | None:
    """To the player for who is enrolled; the page itself for who checks courses; nothing for others."""
    code = CoursePage.objects.parent_of(page).values_list("code", flat=True).first() or ""
    if selectors.find_enrolment(request.user, code):
        return redirect("study:lesson", code, page.code)
    if may_check(request.user):
        return None
    raise Http404
