"""复核改分 for HR: what there is, a new one, its preview and decision, and the second person's word."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Question
from lms.assessment.regrading import jobs, selectors, services
from lms.assessment.regrading.exports import file_name, workbook
from lms.assessment.regrading.forms import DecideForm, OpenForm
from lms.assessment.regrading.models import Regrade
from lms.assessment.regrading.refusals import RegradeRefused
from lms.assessment.regrading.words import counts_of, filters_of, steps_of
from lms.audit.services import record
from lms.common import clock
from lms.common.sheets import sheet_response
from lms.people.access import require_role
from lms.people.models import User

ASKED = ("show", "q", "page")


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "")[:60]


@require_role("hr")
@require_safe
def regrades(request: HttpRequest) -> HttpResponse:
    """What waits, what was done, and the questions one may be opened for."""
    text = _text(request, "question").strip()
    context = {
        "page": selectors.regrade_list({"page": _text(request, "page")}), "asked": text,
        "questions": selectors.questions_like(text) if text else None,
    }
    return render(request, "assessment/regrading/list.html", context)


@require_role("hr")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Which versions were wrong, and how to regrade; then the preview, at once or as a job."""
    question = get_object_or_404(Question.objects.select_related("bank"), pk=pk, is_current=True)
    form = OpenForm(question, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_regrade(question=question, by=_me(request), at=clock.now(), **form.values)
            return _previewed(request, made)
        except RegradeRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"question": question, "form": form, "versions": selectors.versions_of(question)}
    return render(request, "assessment/regrading/new.html", context, status=400 if form.errors else 200)


@require_role("hr")
@require_safe
@never_cache
def regrade(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision, what it changes for whom, and what its reader may do now."""
    found, asked = _found(pk), {name: _text(request, name) for name in ASKED}
    context: dict[str, Any] = {
        "regrade": found, "asked": asked, "page": selectors.line_page(found, asked),
        "versions": selectors.versions_of(found.question, found.wrong), "counts": counts_of(found),
        "filters": filters_of(found, asked), "steps": steps_of(found, _me(request)), "form": DecideForm(),
        "own": selectors.own_among(found, _me(request)),
        "query": urlencode({name: asked[name] for name in ("show", "q") if asked[name]}),
    }
    return render(request, "assessment/regrading/detail.html", context)


@require_role("hr")
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it again."""
    return _done(request, pk, lambda found: _previewed(request, found))


def _previewed(request: HttpRequest, made: Regrade) -> HttpResponse:
    job = jobs.preview_or_start(made, _me(request))
    if job and job.owner_id == request.user.pk:
        return redirect("jobs:detail", pk=job.pk)
    return redirect("assessment:regrade", pk=made.pk)


@require_role("hr")
@require_POST
def file(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    content = workbook(found, by=_me(request), at=clock.now())
    record(action="assessment.regrade_export", request=request, target=f"{found.bank.code} {found.code}",
           detail={"regrade": found.pk, "rows": found.lines.count()})
    return sheet_response(content, file_name(found))


@require_role("hr")
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Regrade) -> None:
        services.propose(regrade=found, by=_me(request), at=clock.now())
        messages.success(request, _("Proposed. The other HR officers have been told; one of them confirms or refuses."))

    return _done(request, pk, act)


@require_role("hr")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Regrade) -> None:
        services.withdraw(regrade=found, by=_me(request), at=clock.now())
        messages.success(request, _("Taken back. No score was touched."))

    return _done(request, pk, act)


@require_role("hr")
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirmed, it is carried out by a job."""

    def act(found: Regrade) -> HttpResponse:
        services.confirm(regrade=found, by=_me(request), at=clock.now(), remark=request.POST.get("words", ""))
        return _carried_out(request, found)

    return _done(request, pk, act)


@require_role("hr")
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    def act(found: Regrade) -> None:
        services.refuse(regrade=found, by=_me(request), at=clock.now(), reason=request.POST.get("words", ""))
        messages.success(request, _("Refused, with your reason. No score was touched."))

    return _done(request, pk, act)


@require_role("hr")
@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """A regrade whose job ended half-way is taken up again by any HR officer: it was confirmed already."""
    found = _found(pk)
    if found.state != Regrade.State.CONFIRMED:
        return redirect("assessment:regrade", pk=pk)
    return _carried_out(request, found)


def _carried_out(request: HttpRequest, found: Regrade) -> HttpResponse:
    job = jobs.start_carrying_out(found, _me(request))
    if job.owner_id != request.user.pk:
        messages.info(request, _("%(person)s has it carried out at this moment.") % {"person": job.owner.full_name})
        return redirect("assessment:regrade", pk=found.pk)
    return redirect("jobs:detail", pk=job.pk)


def _done(request: HttpRequest, pk: int, act: Callable[[Regrade], HttpResponse | None]) -> HttpResponse:
    """Back to the regrade, with the refusal in words where there was one."""
    try:
        answer = act(_found(pk))
    except RegradeRefused as refusal:
        messages.error(request, str(refusal))
        answer = None
    return answer or redirect("assessment:regrade", pk=pk)


def _found(pk: int) -> Regrade:
    people = ("opened_by", "proposed_by", "decided_by")
    return get_object_or_404(Regrade.objects.select_related("bank", "question", *people), pk=pk)


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)
