"""A task's own page, one's requests, and those waiting for one's answer."""

from collections.abc import Callable
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.common import clock
from lms.curricula.access import MAY_ASSIGN
from lms.curricula.asks import selectors, services
from lms.curricula.asks.deciders import reads_reasons
from lms.curricula.asks.forms import FORMS, DecisionForm
from lms.curricula.asks.models import Request
from lms.curricula.models import Assignment
from lms.people.access import has_role, refuse, require_role
from lms.people.models import User

MAY_ANSWER = ("leader", "hr")


def _own(request: HttpRequest, pk: int) -> Assignment:
    rows = Assignment.objects.select_related("person", "course", "curriculum")
    return get_object_or_404(rows, pk=pk, person=request.user)


@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Assignment.objects.visible_to(request.user).select_related("person", "course", "curriculum")
    return _task_page(request, rows.filter(pk=pk).first() or refuse(request, f"{pk}"))


def _task_page(request: HttpRequest, assignment: Assignment, filled: forms.Form | None = None) -> HttpResponse:
    shown = {name: form() for name, form in FORMS.items()}
    if filled is not None:
        shown[str(filled.prefix)] = filled
    user, on = cast(User, request.user), clock.today()
    context = {
        "story": selectors.story_of(assignment, on), "mine": assignment.person_id == user.pk, "filled": filled,
        "forms": shown, "reasons": reads_reasons(user, assignment.person, on),
        "moving": has_role(user, *MAY_ASSIGN) and assignment.person_id != user.pk,
    }
    return render(request, "curricula/task.html", context)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = _own(request, pk)
    if services.acknowledge(assignment=assignment, at=clock.now()):
        messages.success(request, _("Receipt noted: “%(course)s”.") % {"course": assignment.course.title})
    return redirect("curricula:task", pk=pk)


@require_POST
def ask(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    assignment = _own(request, pk)

    def send(data: dict) -> str:
        asked = services.ask(assignment=assignment, kind=kind, at=clock.now(), **data)
        day = formats.date_format(asked.promised_on, "DATE_FORMAT")
        return _("Sent. You will be answered by %(day)s.") % {"day": day}

    return _said(request, assignment, FORMS[kind](request.POST), send)


@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    assignment = _own(request, pk)

    def keep(data: dict) -> str:
        services.explain(assignment=assignment, at=clock.now(), **data)
        return _("Your reason has been noted with the task.")

    return _said(request, assignment, FORMS["explanation"](request.POST), keep)


def _said(
    request: HttpRequest, assignment: Assignment, form: forms.Form, say: Callable[[dict], str]
) -> HttpResponse:
    """Say it, or show the page again with what was typed and why it was refused."""
    if form.is_valid():
        try:
            messages.success(request, say(form.cleaned_data))
            return redirect("curricula:task", pk=assignment.pk)
        except services.AskRefused as refusal:
            form.add_error(None, str(refusal))
    return _task_page(request, assignment, form)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    rows = selectors.requests_of(cast(User, request.user), clock.today())
    return render(request, "curricula/my_requests.html", {"rows": rows})


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Request.objects.select_related("assignment__person", "assignment__course")
    asked = get_object_or_404(rows, pk=pk, assignment__person=request.user)
    try:
        services.withdraw(request=asked, at=clock.now())
    except services.AskRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your request has been taken back."))
    return redirect("curricula:my_requests")


@require_role(*MAY_ANSWER)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    user, on = cast(User, request.user), clock.today()
    context = {"rows": selectors.queue_of(user, on), "answered": selectors.answered_by(user)}
    return render(request, "curricula/requests.html", context)


@require_role(*MAY_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Request.objects.decidable_by(request.user, clock.today())
    asked = rows.select_related("assignment__person", "assignment__course", "decided_by").filter(pk=pk).first()
    asked = asked or refuse(request, f"{pk}")
    form = DecisionForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid() and _decided(request, asked, form):
        return redirect("curricula:requests")
    asked.refresh_from_db()
    story = selectors.story_of(asked.assignment, clock.today())
    context = {"asked": asked, "form": form, "story": story, "reasons": True, "late": asked.promised_on < clock.today()}
    return render(request, "curricula/decide.html", context)


def _decided(request: HttpRequest, asked: Request, form: DecisionForm) -> bool:
    data = form.cleaned_data
    try:
        services.decide(
            request=asked, granted=data["verdict"] == "granted", by=cast(User, request.user), at=clock.now(),
            answer=data["answer"], until=data.get("until"),
        )
    except services.AskRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Answered; the person has been told."))
    return True
