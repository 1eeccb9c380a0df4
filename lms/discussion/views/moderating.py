"""For the editor of the course and HR: what was reported, hiding and showing, and which lessons are discussed."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Course
from lms.common import clock
from lms.discussion import selectors, services
from lms.discussion.access import MODERATORS
from lms.discussion.forms import AnswerReportForm, HideForm
from lms.discussion.models import Report
from lms.discussion.selectors.office import moderated_courses
from lms.discussion.services.telling import address_of
from lms.discussion.views.finding import find_moderated
from lms.people.access import refuse, require_role
from lms.people.models import User

SETTINGS = {"open": True, "closed": False, "as_course": None}


@require_role(*MODERATORS)
@require_safe
def office(request: HttpRequest) -> HttpResponse:
    return render(request, "discussion/office.html", {"office": selectors.office_of_viewer(cast(User, request.user))})


@require_role(*MODERATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def boards(request: HttpRequest, code: str) -> HttpResponse:
    """Which lessons of a course are discussed; a choice holds at once."""
    courses = moderated_courses(cast(User, request.user))
    course = courses.filter(code=code.upper()).first() or refuse(request, code)
    shown = selectors.boards_of(course)
    if request.method == "POST":
        _set(request, course, request.POST.get("lesson", ""), request.POST.get("setting", ""),
             {row.code for row in shown.rows} | {""})
        return redirect("discussion:boards", course.code)
    return render(request, "discussion/boards.html", {"boards": shown})


def _set(request: HttpRequest, course: Course, lesson: str, setting: str, known: set[str]) -> None:
    if lesson not in known or setting not in SETTINGS:
        refuse(request, f"{course.code} {lesson} {setting}"[:200])
    if services.set_board(course=course, lesson_code=lesson, is_open=SETTINGS[setting], by=cast(User, request.user),
                          at=clock.now()):
        messages.success(request, _("Saved; it holds at once."))


@require_role(*MODERATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision for every report of the post that waits."""
    reports = Report.objects.moderated_by(request.user).waiting()
    report = reports.filter(pk=pk).select_related("post").first() or refuse(request, f"report {pk}")
    found, post = find_moderated(request, report.post_id)
    form = AnswerReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_report(report=report, by=cast(User, request.user), at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Decided; who reported it has been told."))
            return redirect("discussion:office")
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    row = selectors.one_post(cast(User, request.user), found.seat, post, at=clock.now())
    waiting = Report.objects.waiting().filter(post=post).select_related("person")
    context = {"found": found, "post": post, "row": row, "form": form, "reports": waiting,
               "heading": _("A reported post"), "button": _("Decide"), "back": ""}
    return render(request, "discussion/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    found, post = find_moderated(request, pk)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.hide(post=post, reason=form.cleaned_data["reason"], by=cast(User, request.user), at=clock.now())
            messages.success(request, _("Hidden; the author has been told why."))
            return redirect(address_of(post))
        except services.Refused as refusal:
            form.add_error(None, str(refusal))
    row = selectors.one_post(cast(User, request.user), found.seat, post, at=clock.now())
    context = {"found": found, "post": post, "row": row, "form": form, "heading": _("Hide a post"),
               "button": _("Hide it"), "back": address_of(post)}
    return render(request, "discussion/one.html", context)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    _found, post = find_moderated(request, pk)
    if services.restore(post=post, by=cast(User, request.user), at=clock.now()):
        messages.success(request, _("Shown again; the author has been told."))
    return redirect(address_of(post))


@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """On top, or no longer: `wanted` is 1 or 0."""
    found, post = find_moderated(request, pk)
    try:
        services.pin(post=post, wanted=request.POST.get("wanted") == "1", by=cast(User, request.user), at=clock.now())
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("discussion:board", found.course.code, found.lesson_code)
