"""异常: their learner reads and contests them, HR lists and answers them."""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.people.access import require_role
from lms.people.models import User
from lms.study import selectors, services
from lms.study.forms import AnswerForm, ContestForm
from lms.study.models import Anomaly
from lms.study.services import ContestRefused

FILTERS = ("state", "course", "q")


@require_role("hr")
@require_safe
def anomalies(request: HttpRequest) -> HttpResponse:
    """HR's list, those that wait for an answer one click away."""
    asked = {name: request.GET.get(name, "").replace("\0", "")[:60] for name in (*FILTERS, "page")}
    query = urlencode({name: asked[name] for name in FILTERS if asked[name]})
    context = {"page": selectors.anomaly_list(asked), "asked": asked, "query": query}
    return render(request, "study/anomalies.html", context)


@require_safe
def my_anomalies(request: HttpRequest) -> HttpResponse:
    return render(request, "study/my_anomalies.html", {"rows": selectors.anomalies_of(request.user)})


@require_safe
def anomaly(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Anomaly.objects.visible_to(request.user), pk=pk))


@require_POST
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """The learner's own objection; HR will answer."""
    found = get_object_or_404(Anomaly.objects.filter(enrolment__person=cast(User, request.user)), pk=pk)
    form = ContestForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        services.contest(anomaly=found, words=form.cleaned_data["words"], at=clock.now())
    except ContestRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your objection is with the HR office; the answer will be in your notices."))
    return redirect("study:anomaly", pk=pk)


@require_role("hr")
@require_POST
def answer_contest(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = get_object_or_404(Anomaly, pk=pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        services.answer_contest(
            anomaly=found, upheld=form.cleaned_data["verdict"] == "upheld", words=form.cleaned_data["words"],
            by=request.user, at=clock.now(),
        )
    except ContestRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("study:anomaly", pk=pk)
    messages.success(request, _("Answered; the person has been told."))
    return redirect("study:anomalies")


def _page(request: HttpRequest, found: Anomaly, filled: Form | None = None) -> HttpResponse:
    """The anomaly, with the one form its reader may send."""
    row, mine = selectors.anomaly_row(found), found.enrolment.person_id == request.user.pk
    form: Form | None = None
    if mine and row.state == "open":
        form = filled or ContestForm()
    elif not mine and row.state == "waiting":
        form = filled or AnswerForm()
    context = {"row": row, "mine": mine, "form": form}
    return render(request, "study/anomaly.html", context, status=400 if filled else 200)
