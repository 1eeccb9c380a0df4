"""The log on the screen and as a sheet."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.audit.access import may_read_log, only_actor, reads_scores
from lms.audit.exports import MOST, log_sheet, scope_in_words
from lms.audit.forms import FilterForm
from lms.audit.selectors import Filters, entries, page_of, rows_of, standing
from lms.audit.services import record
from lms.common import clock
from lms.common.sheets import sheet_response


def readers_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read_log(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@require_safe
@readers_only
def log(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    own = only_actor(request.user)
    found = entries(form.filters() or Filters(), only_actor=own)
    page, rows = page_of(found, request.GET.get("page", "1"), scores=reads_scores(request.user))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "rows": rows, "query": query.urlencode(), "own_acts_only": own is not None,
               "standing": standing()}
    return render(request, "audit/log.html", context)


@require_POST
@readers_only
def export(request: HttpRequest) -> HttpResponse:
    """The filtered log as .xlsx. The export is an act itself, so it is recorded first."""
    filters = FilterForm(request.POST).filters()
    if filters is None:
        return redirect("audit:log")
    own = only_actor(request.user)
    found = entries(filters, only_actor=own)
    if found.order_by()[: MOST + 1].count() > MOST:
        refusal = _("More than %(most)s entries match; nothing was exported. Export fewer days at a time.")
        messages.error(request, refusal % {"most": f"{MOST:,}"})
        return redirect("audit:log")
    record(action="audit.export", request=request, detail=filters.as_detail())
    scope = scope_in_words(filters, own_acts=own is not None)
    rows = rows_of(found, scores=reads_scores(request.user))
    content = log_sheet(rows, scope=scope, exporter=str(request.user), state=standing())
    return sheet_response(content, f"{_('Audit log')}-{clock.today():%Y%m%d}.xlsx")
