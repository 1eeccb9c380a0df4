"""A task's page for its learner; the marking page and what it leads to for HR and section heads."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.audit.services import record
from lms.common import clock
from lms.people.access import has_role, refuse, require_role
from lms.study import media as files
from lms.study import selectors as study
from lms.study.services import StartRefused
from lms.study.tasks import selectors, services
from lms.study.tasks.acts import ACTS, form_for
from lms.study.tasks.forms import ConfirmForm, MarkForm
from lms.study.tasks.models import FormAnswer, HandIn, PracticeEntry

PER_PAGE = 50
MARKERS = ("hr", "head")


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, code: str, lesson_code: str, key: str) -> HttpResponse:
    """What is asked, what was sent, and the form to send it. Showing it writes nothing."""
    enrolment = study.find_enrolment(request.user, code)
    if enrolment is None:
        refuse(request, request.path)
    state, lesson = _state(enrolment, lesson_code, key)
    form = form_for(state, request)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, ACTS[state.task.kind](enrolment, lesson_code, key, form, clock.now()))
            return redirect("study:task", code, lesson_code, key)
        except (services.TaskRefused, StartRefused) as refusal:
            form.add_error(None, str(refusal))
    context = {"enrolment": enrolment, "lesson": lesson, "state": state, "form": form}
    return render(request, f"study/tasks/{state.task.kind}.html", context, status=400 if form.errors else 200)


def _state(enrolment: Any, lesson_code: str, key: str) -> tuple[selectors.TaskState, Any]:
    version = study.version_for(enrolment)
    lesson = version.lessons.filter(code=lesson_code).first() if version else None
    states = selectors.states_of(enrolment, lesson) if lesson else ()
    found = next((state for state in states if state.task.key == key), None)
    if found is None:
        raise Http404
    return found, lesson


@require_safe
def hand_in_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """To keep, never to be run or shown inside a page: for its author and HR."""
    work = get_object_or_404(HandIn.objects.select_related("enrolment"), pk=pk)
    if work.enrolment.person_id != request.user.pk and not has_role(request.user, "hr"):
        refuse(request, request.path)
    if not work.file or not files.Path(work.file.path).is_file():
        raise Http404
    response = files.serve(request, files.Path(work.file.path), "application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, work.file_title) or "attachment"
    return response


@require_role(*MARKERS)
@require_safe
def marking(request: HttpRequest, kind: str = "") -> HttpResponse:
    """What waits, by kind, the longest waiting first. A section head has no written work to mark."""
    on, kinds = clock.today(), _kinds(request.user)
    if not kind:
        return redirect("study:marking", kinds[0])
    if kind not in kinds:
        raise Http404
    waiting = {name: selectors.waiting_for(request.user, name, on) for name in kinds}
    page = Paginator(waiting[kind], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "kind": kind, "page": page, "rows": selectors.queue_rows(page, kind, on),
        "tabs": [(name, rows.count()) for name, rows in waiting.items()],
    }
    return render(request, "study/tasks/marking.html", context)


def _kinds(user: Any) -> tuple[str, ...]:
    return tuple(selectors.KINDS) if has_role(user, "hr") else ("practice", "forms")


@require_role("hr")
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    work = _of_others(HandIn, request).filter(pk=pk).first() or refuse(request, request.path)
    form = MarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, work, form):
        return redirect("study:marking", "hand_ins")
    earlier = HandIn.objects.filter(enrolment=work.enrolment, task=work.task).exclude(pk=work.pk).order_by("-number")
    context = {"work": work, "form": form, "earlier": earlier}
    return render(request, "study/tasks/mark.html", context, status=400 if form.errors else 200)


@require_role(*MARKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _of_others(PracticeEntry, request).filter(pk=pk).first() or refuse(request, request.path)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, entry, form):
        return redirect("study:marking", "practice")
    context = {"entry": entry, "form": form}
    return render(request, "study/tasks/confirm.html", context, status=400 if form.errors else 200)


@require_role(*MARKERS)
@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """A form that its lesson shares with the section head and HR; reading it is in the log."""
    found = _of_others(FormAnswer, request).filter(shared=True, pk=pk)
    sent = found.first() or refuse(request, request.path)
    record(action="study.read_form", actor=request.user, request=request,
           target=f"{sent.enrolment.course.code} {sent.enrolment.person.staff_no}")
    return render(request, "study/tasks/answers.html", {"sent": sent})


def _of_others(model: Any, request: HttpRequest) -> Any:
    rows = model.objects.in_hands_of(request.user, clock.today())
    return rows.select_related("enrolment__person", "enrolment__course")


def _decided(request: HttpRequest, work: Any, form: forms.Form) -> bool:
    data = form.cleaned_data
    said: dict[str, Any] = {"by": request.user, "at": clock.now()}
    acts = {
        "marked": lambda: services.mark(work=work, mark=data["mark"], comment=data["comment"], **said),
        "confirmed": lambda: services.confirm(entry=work, comment=data["comment"], **said),
        "returned": lambda: (
            services.give_back(work=work, reason=data["comment"], **said) if isinstance(work, HandIn)
            else services.return_entry(entry=work, reason=data["comment"], **said)
        ),
    }
    try:
        acts[data["verdict"]]()
    except services.TaskRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Answered; the person has been told."))
    return True
