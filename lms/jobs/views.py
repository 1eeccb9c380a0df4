"""My jobs, one job and how far it is, and calling it off. A job is its owner's: for anyone else it does not exist."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.audit.services import record
from lms.common import clock
from lms.jobs import services
from lms.jobs.models import Job
from lms.jobs.selectors import jobs_of, view_of


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return render(request, "jobs/mine.html", {"jobs": jobs_of(request.user, page=request.GET.get("page", "1"))})


@require_safe
@never_cache
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "jobs/detail.html", {"job": view_of(_mine(request, pk))})


@require_safe
@never_cache
def state(request: HttpRequest, pk: int) -> JsonResponse:
    """How far it is, for the page's script."""
    job = view_of(_mine(request, pk))
    shown = ("state", "word", "live", "stopping", "done", "total", "percent", "text", "note", "took", "mark")
    return JsonResponse({name: getattr(job, name) for name in shown})


@require_safe
@never_cache
def file(request: HttpRequest, pk: int) -> FileResponse:
    """What the job made, while it is kept; each fetching is in the log."""
    job = _mine(request, pk)
    if not job.output or not job.output.storage.exists(f"{job.output.name}"):
        raise Http404
    record(action="jobs.fetch", target=job.title, request=request, detail={"job": job.pk})
    return FileResponse(job.output.open("rb"), as_attachment=True, filename=job.output_name)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = _mine(request, pk)
    if not services.cancel(job=job, by=request.user, at=clock.now()):
        messages.info(request, _("“%(title)s” had already ended.") % {"title": job.title})
    elif job.state == Job.State.QUEUED:  # a running one stops at its next step, as its page says
        messages.success(request, _("“%(title)s” is called off.") % {"title": job.title})
    return redirect("jobs:detail", pk=pk)


def _mine(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
