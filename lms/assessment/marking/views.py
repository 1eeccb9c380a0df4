"""Doors of marking: the marker's queue and answers; HR's overview and reviews."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Course
from lms.assessment.forms import first_error
from lms.assessment.marking import appointing, selectors, services
from lms.assessment.marking.access import in_reach_of, markable_by, may_see_marking
from lms.assessment.marking.forms import MarkerForm, MarkingForm
from lms.assessment.marking.models import ItemMark, Marker, MarkingTask
from lms.assessment.marking.refusals import MarkingRefused
from lms.assessment.models import Attempt
from lms.audit import services as audit
from lms.common import clock
from lms.feedback.models import Case
from lms.feedback.records import number
from lms.people.access import has_role, refuse, require_role
from lms.people.models import User


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    viewer = cast(User, request.user)
    if not may_see_marking(viewer):
        refuse(request, request.path)
    is_hr = has_role(viewer, "hr")
    return render(request, "assessment/marking/queue.html", {
        "rows": selectors.queue(viewer, clock.now()), "last": selectors.last_mark(viewer), "is_hr": is_hr,
        "exams": selectors.exams() if is_hr else (),
    })


@never_cache
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Open the next answer to a question."""
    viewer = cast(User, request.user)
    if not may_see_marking(viewer):
        refuse(request, request.path)
    return _go_on(request, request.POST.get("question", ""))


def _go_on(request: HttpRequest, question: str, after: MarkingTask | None = None) -> HttpResponse:
    task = services.claim_next(
        viewer=cast(User, request.user), question=question, at=clock.now(), after=after)
    if task:
        return redirect("assessment:marking_answer", pk=task.pk)
    messages.info(request, _("No further answer to this question waits for you."))
    return redirect("assessment:marking")


def _task_or_404(request: HttpRequest, pk: int) -> MarkingTask:
    """An answer of an exam he marks. A try at another is recorded, then answered 404."""
    rows = in_reach_of(cast(User, request.user)).select_related("attempt__enrolment__course",
                                                                "attempt__enrolment__person")
    task = rows.filter(pk=pk).first()
    if task is None and MarkingTask.objects.filter(pk=pk).exists():
        audit.record(action="assessment.refused", target=f"answer {pk}", result="refused", request=request,
                     detail={"path": request.path[:200]})
    if task is None:
        raise Http404
    return task


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    task, viewer = _task_or_404(request, pk), cast(User, request.user)
    form = MarkingForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid() and (done := _save(request, task, form)):
            return done
    elif task.claimed_by_id != viewer.pk or not markable_by(viewer).filter(pk=pk).exists():
        messages.info(request, _("Open answers from here: each is kept for you while you mark it."))
        return redirect("assessment:marking")
    page = selectors.task_page(task, viewer, clock.now())
    return render(request, "assessment/marking/answer.html", {"page": page, "form": form})


def _save(request: HttpRequest, task: MarkingTask, form: MarkingForm) -> HttpResponse | None:
    """The next answer; the queue where this one is no longer his; None where the form is to be put right."""
    try:
        given = services.give_mark(task=task, by=cast(User, request.user), at=clock.now(), **form.cleaned_data)
    except MarkingRefused as refused:
        if refused.code in ("points", "comment"):
            form.add_error(refused.code, str(refused))
            return None
        messages.error(request, str(refused))
        return redirect("assessment:marking")
    messages.success(request, _("Saved; with it the attempt is marked, and its learner is told.") if given.released
                     else _("Saved."))
    return _go_on(request, task.question, task)


@never_cache
@require_POST
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    task = _task_or_404(request, pk)
    services.release(task=task, viewer=cast(User, request.user))
    return _go_on(request, task.question, task)


@never_cache
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = cast(User, request.user)
    mark = get_object_or_404(ItemMark.objects.select_related("task__attempt"), pk=pk, marker=viewer)
    try:
        task = services.undo(mark=mark, by=viewer, at=clock.now())
    except MarkingRefused as refused:
        messages.error(request, str(refused))
        return redirect("assessment:marking")
    messages.success(request, _("Your mark is taken back; give it anew."))
    return redirect("assessment:marking_answer", pk=task.pk)


@never_cache
@require_safe
@require_role("hr")
def exam(request: HttpRequest, code: str, cycle: str) -> HttpResponse:
    course = get_object_or_404(Course, code__iexact=code)
    form = MarkerForm(initial={"from_on": clock.today()})
    return render(request, "assessment/marking/exam.html", {
        "page": selectors.marking_page(course, cycle), "form": form})


@never_cache
@require_POST
@require_role("hr")
def appoint(request: HttpRequest, code: str, cycle: str) -> HttpResponse:
    course, form = get_object_or_404(Course, code__iexact=code), MarkerForm(request.POST)
    by = cast(User, request.user)
    if not form.is_valid():
        messages.error(request, first_error(form))
    else:
        _try(request, lambda: appointing.appoint_marker(
            course=course, cycle=cycle, by=by, at=clock.now(), **form.values), _("The marker is appointed."))
    return redirect("assessment:marking_exam", code=course.code, cycle=cycle)


@never_cache
@require_POST
@require_role("hr")
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    row, by = get_object_or_404(Marker.objects.select_related("course"), pk=pk), cast(User, request.user)
    _try(request, lambda: appointing.dismiss_marker(marker=row, by=by, at=clock.now()),
         _("The marker is no longer appointed; what he marked stays."))
    return redirect("assessment:marking_exam", code=row.course.code, cycle=row.cycle)


def _try(request: HttpRequest, act, done: str) -> None:
    """Do it and say so, or say why not."""
    try:
        act()
    except MarkingRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)


@never_cache
@require_POST
@require_role("hr")
def review(request: HttpRequest, case: str) -> HttpResponse:
    """HR has the answers marked anew, because the learner asked."""
    found = get_object_or_404(Case.objects.answerable_by(request.user), number=case, record_kind="grade")
    attempt = get_object_or_404(Attempt, pk=number(found.record_ref), enrolment__person=found.person_id)
    by = cast(User, request.user)
    _try(request, lambda: services.open_review(case=found, attempt=attempt, by=by, at=clock.now()),
         _("The answers are marked anew, by markers who see neither name nor earlier marks. You will be told when that "
           "is done; then answer the request."))
    return redirect("feedback:case", number=case)
