"""The list of people and courses: asked for as a job, or at once for one course."""

from hashlib import sha256
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.audit.services import record
from lms.common import clock
from lms.common.sheets import sheet_response, write_workbook
from lms.jobs.services import start
from lms.reports.access import reader_of
from lms.reports.exports import unit_sheets
from lms.reports.forms import as_of
from lms.reports.jobs import EXPORT_LIST
from lms.reports.lists import file_name, list_as_csv
from lms.reports.selectors.counted import counted
from lms.reports.selectors.lists import Listed, rows_at_most
from lms.reports.views import Request, _refuse, _unit_or_404

AT_ONCE = 5000  # rows of people a workbook is made of while its reader waits


@require_POST
def list_export(request: Request, code: str) -> HttpResponse:
    """Queued; asking twice while it is being made leads to the same job."""
    return _queued(request, _listed_or_404(request, code))


@require_POST
def unit_export(request: Request, code: str) -> HttpResponse:
    """A summary by course and the people behind it: at once for a section, queued where there are many."""
    listed = _listed_or_404(request, code)
    if rows_at_most(listed) > AT_ONCE:
        return _queued(request, listed, summary=True)
    data = counted(listed.unit, listed.on, listed.cycle, listed.wanted)
    content = write_workbook(unit_sheets(data, by=request.user, at=clock.now()))
    record(action="reports.export", target=code, request=request, detail=as_of(request.POST).values)
    name = _("%(unit)s completion %(day)s") % {"unit": listed.unit.name, "day": listed.on}
    return sheet_response(content, f"{name}.xlsx")


def _queued(request: Request, listed: Listed, *, summary: bool = False) -> HttpResponse:
    code = listed.unit.code
    arguments = {"unit": code, "on": f"{listed.on}", "cycle": listed.cycle, **vars(listed.wanted)}
    asked = urlencode(arguments | {"summary": summary})
    key = f"{EXPORT_LIST}:{request.user.pk}:{sha256(asked.encode()).hexdigest()[:32]}"
    job = start(
        kind=EXPORT_LIST, owner=request.user, title=_("List of %(unit)s as of %(day)s") % {
            "unit": listed.unit.name, "day": listed.on},
        arguments=arguments | {"summary": summary}, once=key, back_url=reverse("reports:unit", args=[code]),
    )
    return redirect("jobs:detail", pk=job.pk)


@require_POST
def course_list(request: Request, code: str) -> HttpResponse:
    """Without a course of the cycle it leads back to the page, in words."""
    listed = _listed_or_404(request, code)
    if not listed.wanted.course or not listed.courses:
        messages.error(request, _("Choose a course first: a list of all courses is made as xlsx."))
        return redirect("reports:unit", code=code)
    record(action="reports.export_list", target=code, request=request,
           detail={"on": f"{listed.on}", "cycle": listed.cycle, "course": listed.wanted.course})
    text = "".join(list_as_csv(listed, by=request.user, at=clock.now()))
    saved_as = content_disposition_header(as_attachment=True, filename=file_name(listed, ".csv"))
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": str(saved_as)})


def _listed_or_404(request: Request, code: str) -> Listed:
    reader = reader_of(request.user, clock.today())
    unit, asked = _unit_or_404(request, reader, code), as_of(request.POST)
    if not reader.rights.reads_people:
        _refuse(request, code)
    return Listed(unit, asked.on, asked.cycle, asked.wanted)
