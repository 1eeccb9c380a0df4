"""Doors of the room. Reading writes nothing; what has passed its deadline is closed by the next write."""

import datetime as dt
import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.assessment import seats, selectors, services
from lms.assessment.access import own_attempt_or_404
from lms.assessment.forms import MarkForm, has_form, read_answers, read_save
from lms.assessment.marking.selectors import progress_of
from lms.assessment.models import Attempt
from lms.common import clock
from lms.people.access import require_role
from lms.people.models import User
from lms.people.requests import stay_signed_in
from lms.study.models import Enrolment
from lms.study.selectors import enrolment_of

STATUS = {"invalid": 400}
HANDING_IN = dt.timedelta(minutes=2)  # after the deadline: the page hands in by itself, and shows the result


@never_cache
@require_safe
def intro(request: HttpRequest, code: str) -> HttpResponse:
    page = selectors.intro_page(enrolment_of(request.user, code), clock.now())
    if page is None:
        raise Http404
    seat = seats.seat_of(request) or uuid.uuid4().hex
    return render(request, "assessment/intro.html", {"page": page, "seat": seat})


@never_cache
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    enrolment = enrolment_of(request.user, code)
    if _pledge_missing(request, enrolment):
        messages.error(request, _("Please read the pledge and tick it first. Nothing was started."))
        return redirect("assessment:intro", code=code)
    seat = seats.seat_for(request)
    try:
        attempt = services.start_attempt(enrolment=enrolment, at=clock.now(), seat=seat)
    except services.AttemptRefused as refused:
        messages.error(request, str(refused))
        return redirect("assessment:intro", code=code)
    stay_signed_in(request, attempt.deadline_at + HANDING_IN)
    response = redirect("assessment:paper", pk=attempt.pk)
    return seats.remember(response, seat) if attempt.seat == seat else response


def _pledge_missing(request: HttpRequest, enrolment: Enrolment) -> bool:
    recipe = (enrolment.version and enrolment.version.assessment) or {}
    return bool(recipe.get("pledge")) and "pledge" not in request.POST


@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    attempt = own_attempt_or_404(request, pk)
    if attempt.is_over:
        return redirect("assessment:result", pk=pk)
    now = clock.now()
    if attempt.deadline_at <= now or not seats.may_answer(request, attempt):
        return render(request, "assessment/waiting.html", {"attempt": attempt, "over": attempt.deadline_at <= now})
    stay_signed_in(request, attempt.deadline_at + HANDING_IN)
    page = selectors.paper_page(attempt, now)
    return render(request, "assessment/paper.html", {"page": page, "confirm": "confirm" in request.GET})


@never_cache
@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    attempt = own_attempt_or_404(request, pk)
    seat = seats.seat_for(request)
    try:
        services.take_over(attempt=attempt, seat=seat, at=clock.now())
    except services.AnswerRefused:
        return _closed(attempt)
    return seats.remember(redirect("assessment:paper", pk=pk), seat)


@never_cache
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer as JSON from the page's script, or the whole form from a page without."""
    if request.content_type != "application/json":
        return _save_form(request, own_attempt_or_404(request, pk))
    attempt, data = own_attempt_or_404(request, pk, slim=True), read_save(request)
    return JsonResponse({"code": "invalid"}, status=400) if data is None else _save_one(request, attempt, data)


def _save_one(request: HttpRequest, attempt: Attempt, data: dict) -> JsonResponse:
    """A save without an item only asks for the time left."""
    now = clock.now()
    answer: dict[str, Any] = {name: data.get(name) for name in ("item", "answer", "flagged", "revision")}
    saved = None
    try:
        if "item" in data:
            saved = services.save_answer(attempt=attempt, at=now, seat=_seat(request, attempt), **answer)
        else:
            services.check_open(attempt=attempt, at=now, seat=_seat(request, attempt))
    except services.AnswerRefused as refused:
        if refused.code == "deadline":
            services.hand_in(attempt=attempt, at=now, overdue_only=True)
        return JsonResponse(
            {"code": refused.code, "message": str(refused)}, status=STATUS.get(refused.code, 409)
        )
    stay_signed_in(request, attempt.deadline_at + HANDING_IN)
    stamp = {"saved_at": timezone.localtime(saved.saved_at).isoformat(), "revision": saved.revision} if saved else {}
    return JsonResponse({**stamp, "remaining": selectors.remaining(attempt, now)})


@never_cache
@require_POST
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """What the page tells of itself: it was left, it is back, the network was lost. Noted, never held against him."""
    attempt = own_attempt_or_404(request, pk, slim=True)
    data = read_save(request) if request.content_type == "application/json" else None
    told: dict[str, Any] = {name: (data or {}).get(name) for name in ("kind", "seconds")}
    try:
        services.report(attempt=attempt, at=clock.now(), seat=_seat(request, attempt), **told)
    except services.AnswerRefused as refused:
        return JsonResponse({"code": refused.code}, status=STATUS.get(refused.code, 409))
    return JsonResponse({})


def _seat(request: HttpRequest, attempt: Attempt) -> str:
    """A device without a seat must not pass where one is taken."""
    return seats.seat_of(request) or ("none" if attempt.seat else "")


def _save_form(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    refused = _take_answers(request, attempt)
    if refused and refused.code in ("closed", "deadline"):
        return _closed(attempt)
    if refused:
        messages.error(request, str(refused))
    elif "review" not in request.POST:
        messages.success(request, _("Your answers are saved."))
    address = reverse("assessment:paper", args=[attempt.pk])
    return redirect(f"{address}?confirm=1#confirm" if "review" in request.POST else address)


def _take_answers(request: HttpRequest, attempt: Attempt) -> services.AnswerRefused | None:
    at, seat = clock.now(), _seat(request, attempt)
    try:
        if has_form(request.POST):
            services.save_answers(attempt=attempt, answers=read_answers(attempt.paper, request.POST), at=at, seat=seat)
        else:
            services.check_open(attempt=attempt, at=at, seat=seat)
    except services.AnswerRefused as refused:
        return refused
    return None


def _closed(attempt: Attempt, *, overdue_only: bool = True) -> HttpResponse:
    """Close what is overdue, or what its person hands in, and show the result."""
    services.hand_in(attempt=attempt, at=clock.now(), overdue_only=overdue_only)
    return redirect("assessment:result", pk=attempt.pk)


@never_cache
@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """With the whole form from a page without script; the script has saved each answer before."""
    attempt = own_attempt_or_404(request, pk, slim=not has_form(request.POST))
    refused = _take_answers(request, attempt)
    if refused and refused.code not in ("closed", "deadline"):
        messages.error(request, str(refused))
        return redirect("assessment:paper", pk=pk)
    return _closed(attempt, overdue_only=False)


@never_cache
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    attempt = own_attempt_or_404(request, pk)
    if not attempt.is_over:
        return redirect("assessment:paper", pk=pk)
    if attempt.awaits_marking:
        return render(request, "assessment/pending.html", {
            "attempt": attempt, "progress": progress_of(attempt), "events": attempt.events.select_related("by")})
    return render(request, "assessment/result.html", {"page": selectors.result_page(attempt)})


@never_cache
@require_POST
@require_role("hr")
def mark(request: HttpRequest) -> HttpResponse:
    form = MarkForm(request.POST)
    enrolment = _enrolment_to_mark(form) if form.is_valid() else None
    if enrolment is None:
        messages.error(request, _form_error(form))
        return _back(request)
    values = {"score": form.cleaned_data["score"], "note": form.cleaned_data["note"]}
    try:
        services.record_mark(enrolment=enrolment, by=cast(User, request.user), at=clock.now(), **values)
    except services.MarkRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The mark of %(person)s is entered.") % {"person": enrolment.person})
    return _back(request)


def _enrolment_to_mark(form: MarkForm) -> Enrolment | None:
    rows = Enrolment.objects.filter(
        person__staff_no=form.cleaned_data["staff_no"], course__code__iexact=form.cleaned_data["course"]
    )
    return rows.select_related("person", "course").order_by("-cycle").first()


def _form_error(form: MarkForm) -> str:
    for name, errors in form.errors.items():
        return f"{form.fields[name].label}: {errors[0]}"
    return _("This person does not have this course. Nothing was entered.")


def _back(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect("home:desk")
