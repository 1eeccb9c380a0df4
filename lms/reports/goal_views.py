"""The programme's goals of the units a viewer may read, planned beside reached."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.common import clock
from lms.reports.access import reader_of
from lms.reports.forms import as_of
from lms.reports.selectors.goals import goal_lines
from lms.reports.views import Request


@require_safe
def goals(request: Request) -> HttpResponse:
    """For whoever may read the figures of any unit; for others it does not exist."""
    reader, asked = reader_of(request.user, clock.today()), as_of(request.GET)
    units = list(reader.units()) if reader.rights.reads_totals else []
    if not units:
        raise Http404
    definitions = [
        (_("Planned by the day"), _("The number to reach × the planned percent, linear between milestones; a pass rate "
                                    "or an average is asked for from the start.")),
        (_("Behind"), _("More than 5 points below the plan.")),
    ]
    return render(request, "reports/goals.html", {
        "lines": goal_lines(units, asked.on, asked.on.year), "on": asked.on, "asked": asked, "now": clock.now(),
        "definitions": definitions,
    })
