"""The workbook of a set: fetched empty, uploaded filled in, looked at, confirmed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.assessment.sheets import files, importing, jobs, judging, selectors
from lms.assessment.sheets.forms import UploadForm
from lms.assessment.sheets.models import SheetFile
from lms.assessment.sheets.views import actor, set_or_404
from lms.common import clock
from lms.common.sheets import sheet_response
from lms.jobs.models import Job
from lms.jobs.services import start
from lms.people.access import require_role

KIND_SIGNS = {judging.NEW: "mark-doing", judging.SAME: "mark-done", judging.REFUSED: "mark-wrong"}


@require_safe
@require_role("hr")
def template(request: HttpRequest, code: str) -> HttpResponse:
    """With a row for each who has not passed."""
    found = set_or_404(code)
    name = _("Sheets of %(code)s.xlsx") % {"code": found.code}
    return sheet_response(files.template(found, selectors.to_sit(found)), name)


@require_POST
@require_role("hr")
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Judged and kept; nothing is entered before it was seen."""
    found, form = set_or_404(code), UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose the filled-in template first."))
        return redirect("assessment:sheet_set", code=code)
    given = form.cleaned_data["file"]
    if given.size > files.LARGEST:
        messages.error(request, _("The file is larger than 5 MB: save the sheet alone and upload it again."))
        return redirect("assessment:sheet_set", code=code)
    try:
        kept = importing.receive(paper_set=found, content=given.read(), name=given.name, by=actor(request),
                                 at=clock.now())
    except files.FileRefused as refused:
        messages.error(request, str(refused))
        return redirect("assessment:sheet_set", code=code)
    return redirect("assessment:sheet_file", pk=kept.pk)


def _file_or_404(pk: int) -> SheetFile:
    rows = SheetFile.objects.select_related("paper_set__version__course", "uploaded_by", "written_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
@never_cache
@require_role("hr")
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do or did, row by row, what is refused first."""
    found = _file_or_404(pk)
    rows = sorted(found.rows, key=lambda row: (row["kind"] != judging.REFUSED, row["row"]))
    return render(request, "assessment/sheets/file.html", {
        "file": found, "rows": [row | {"sign": KIND_SIGNS[row["kind"]]} for row in rows],
        "counts": importing.counts(found), "seen": importing.fingerprint(found),
        "job": Job.objects.live().filter(once=jobs.once(found)).first(),
    })


@require_POST
@require_role("hr")
def write(request: HttpRequest, pk: int) -> HttpResponse:
    found, address = _file_or_404(pk), reverse("assessment:sheet_file", args=[pk])
    if found.written_at or importing.refused(found) or not importing.counts(found)[judging.NEW]:
        messages.error(request, _("There is nothing to enter from this file."))
        return redirect(address)
    job = start(kind=jobs.WRITE, owner=request.user, back_url=address, once=jobs.once(found),
                title=_("Entering the sheets of %(file)s") % {"file": found.name},
                arguments={"file": found.pk, "seen": request.POST.get("seen", "")[:64]})
    if job.owner_id != request.user.pk or job.arguments.get("file") != found.pk:
        messages.warning(request, _("Another file of this set is being entered at this moment; wait until it is done."))
        return redirect(address)
    return redirect("jobs:detail", pk=job.pk)
