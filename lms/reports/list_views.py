"""The list of people and courses: asked for as a job, or at once for one course."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.audit.services import record
from lms.common import clock
from lms.jobs.services import start
from lms.reports.access import reader_of
from lms.reports.forms import as_of
from lms.reports.jobs import EXPORT_LIST
from lms.reports.lists import file_name, list_as_csv
from lms.reports.selectors.lists import Listed
from lms.reports.views import Request, _refuse, _unit_or_404


@require_POST
def list_export(request: Request, code: str) -> HttpResponse:
    """Queued; asking twice while it is being made leads to the same job."""
    listed = _listed_or_404(request, code)
    arguments = {"unit": code, "on": f"{listed.on}", "cycle": listed.cycle, "course": listed.course}
    key = ":".join([EXPORT_LIST, str(request.user.pk), *arguments.values()])
    job = start(
        kind=EXPORT_LIST, owner=request.user, title=_("List of %(unit)s as of %(day)s") % {
            "unit": listed.unit.name, "day": listed.on},
        arguments=arguments, once=key, back_url=reverse("reports:unit", args=[code]),
    )
    return redirect("jobs:detail", pk=job.pk)


@require_POST
def course_list(request: Request, code: str) -> HttpResponse:
    """Without a course of the cycle it leads back to the page, in words."""
    listed = _listed_or_404(request, code)
    if not listed.course or not listed.courses():
        messages.error(request, _("Choose a course first: a list of all courses is made as xlsx."))
        return redirect("reports:unit", code=code)
    record(action="reports.export_list", target=code, request=request,
           detail={"on": f"{listed.on}", "cycle": listed.cycle, "course": listed.course})
    text = "".join(list_as_csv(listed, by=request.user, at=clock.now()))
    saved_as = content_disposition_header(as_attachment=True, filename=file_name(listed, ".csv"))
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": str(saved_as)})


def _listed_or_404(request: Request, code: str) -> Listed:
    reader = reader_of(request.user, clock.today())
    unit, asked = _unit_or_404(request, reader, code), as_of(request.POST)
    if not reader.rights.reads_people:
        _refuse(request, code)
    return Listed(unit, asked.on, asked.cycle, asked.wanted.course)
