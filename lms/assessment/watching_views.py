"""Doors of who watches an exam: HR and the invigilators HR appoints."""

from typing import cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses.models import Course
from lms.assessment import services, watching
from lms.assessment.access import may_watch, watched_attempt_or_404
from lms.assessment.forms import AllowanceForm, GrantForm, InvigilatorForm, MakeUpForm, first_error
from lms.assessment.models import Allowance, Invigilator
from lms.common import clock
from lms.people.access import has_role, refuse, require_role
from lms.people.models import User


def _viewer(request: HttpRequest) -> User:
    viewer = cast(User, request.user)
    if not may_watch(viewer):
        refuse(request, request.path)
    return viewer


@never_cache
@require_GET
def running(request: HttpRequest) -> HttpResponse:
    viewer = _viewer(request)
    context = {"exams": watching.exam_list(viewer, clock.now()), "is_hr": has_role(viewer, "hr")}
    return render(request, "assessment/running.html", context)


@never_cache
@require_GET
def exam(request: HttpRequest, code: str, cycle: str) -> HttpResponse:
    viewer = _viewer(request)
    page = watching.watch_page(viewer, code, cycle, clock.now())
    if page is None:
        raise Http404
    context = {"page": page, "is_hr": has_role(viewer, "hr"), "make_up": MakeUpForm(), "appoint": InvigilatorForm()}
    return render(request, "assessment/watch.html", context)


@never_cache
@require_GET
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    row = watched_attempt_or_404(request, pk)
    context = {"attempt": row, "events": row.events.select_related("by"), "form": GrantForm(), "now": clock.now()}
    return render(request, "assessment/watch_attempt.html", context)


@never_cache
@require_POST
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    return _grant(request, pk, services.add_minutes, _("The minutes are added."))


@never_cache
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _grant(request, pk, services.reopen, _("The attempt is open again."))


def _grant(request: HttpRequest, pk: int, act, done: str) -> HttpResponse:
    row, form = watched_attempt_or_404(request, pk), GrantForm(request.POST)
    _try(request, form, lambda: act(attempt=row, **form.cleaned_data, by=request.user, at=clock.now()), done)
    return redirect("assessment:watch_attempt", pk=pk)


def _try(request: HttpRequest, form: forms.Form | None, act, done: str) -> None:
    """Do it and say so, or say why not."""
    if form is not None and not form.is_valid():
        messages.error(request, first_error(form))
        return
    try:
        act()
    except services.GrantRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)


@never_cache
@require_POST
@require_role("hr")
def make_up(request: HttpRequest, code: str, cycle: str) -> HttpResponse:
    course, form, now = get_object_or_404(Course, code__iexact=code), MakeUpForm(request.POST), clock.now()

    def hold() -> None:
        said = dict(form.cleaned_data)
        places = watching.places_of(watching.in_need_of_make_up(course, cycle, now), said.pop("people"))
        services.hold_make_up(course=course, cycle=cycle, places=places, by=cast(User, request.user), at=now, **said)

    _try(request, form, hold, _("The make-up exam is set; those concerned are told."))
    return redirect("assessment:watch", code=course.code, cycle=cycle)


@never_cache
@require_POST
@require_role("hr")
def appoint(request: HttpRequest, code: str, cycle: str) -> HttpResponse:
    course, form = get_object_or_404(Course, code__iexact=code), InvigilatorForm(request.POST)
    _try(request, form, lambda: services.appoint_invigilator(
        course=course, cycle=cycle, department=form.cleaned_data["unit"], person=form.cleaned_data["staff_no"],
        by=cast(User, request.user), at=clock.now(),
    ), _("The invigilator is appointed."))
    return redirect("assessment:watch", code=course.code, cycle=cycle)


@never_cache
@require_POST
@require_role("hr")
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Invigilator.objects.select_related("course"), pk=pk)
    by, now = cast(User, request.user), clock.now()
    _try(request, None, lambda: services.dismiss_invigilator(invigilator=row, by=by, at=now),
         _("The invigilator is no longer appointed."))
    return redirect("assessment:watch", code=row.course.code, cycle=row.cycle)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role("hr")
def allowances(request: HttpRequest) -> HttpResponse:
    form = AllowanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.grant_minutes(**form.values, by=cast(User, request.user), at=clock.now())
        except services.GrantRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The extra time is granted; it holds from the next start of an exam."))
            return redirect("assessment:allowances")
    rows = watching.allowances(clock.now())
    return render(request, "assessment/allowances.html", {"form": form, "rows": rows})


@never_cache
@require_POST
@require_role("hr")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Allowance, pk=pk)
    _try(request, None, lambda: services.withdraw_minutes(allowance=row, by=cast(User, request.user), at=clock.now()),
         _("The extra time is withdrawn; attempts already begun keep theirs."))
    return redirect("assessment:allowances")
