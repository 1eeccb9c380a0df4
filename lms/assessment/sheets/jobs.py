"""Writing a file of sheets, outside the web process: five hundred people are a minute's work."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.assessment.sheets import importing
from lms.assessment.sheets.models import SheetFile
from lms.assessment.sheets.refusals import SheetRefused
from lms.common import clock
from lms.jobs.registry import JobRefused, Outcome, Running, handles

WRITE = "assessment.write_sheets"


def once(file: SheetFile) -> str:
    """One at a time for a set."""
    return f"assessment.sheets:{file.paper_set_id}"


@handles(WRITE, atomic=True)
def write(job: Running) -> Outcome:
    """All rows and the word “done” are one transaction."""
    file = SheetFile.objects.get(pk=job.arguments["file"])
    page = reverse("assessment:sheet_file", args=[file.pk])
    try:
        done = importing.write(file=file, seen=job.arguments["seen"], by=job.owner, at=clock.now(), tell=job.tell)
    except importing.FileChanged:
        return Outcome(url=page, note=_("Nothing was written: something has changed since the preview. Check the new "
                                        "preview and confirm again."))
    except SheetRefused as refusal:
        raise JobRefused(str(refusal)) from refusal
    note = ngettext("%(number)d sheet is entered.", "%(number)d sheets are entered.", done) % {"number": done}
    return Outcome(result={"file": file.pk, "entered": done}, url=page, note=note)
