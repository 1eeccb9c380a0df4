"""The log on the screen and as a sheet."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.audit.access import may_read_log, only_actor
from lms.audit.exports import log_sheet
from lms.audit.forms import FilterForm
from lms.audit.selectors import Filters, entries, page_of, rows_of
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
    page, rows = page_of(entries(form.filters() or Filters(), only_actor=own), request.GET.get("page", "1"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "rows": rows, "query": query.urlencode(), "own_acts_only": own is not None}
    return render(request, "audit/log.html", context)


@require_POST
@readers_only
def export(request: HttpRequest) -> HttpResponse:
    """The filtered log as .xlsx. The export is an act itself, so it is recorded first."""
    filters = FilterForm(request.POST).filters()
    if filters is None:
        return redirect("audit:log")
    record(action="audit.export", request=request, detail=filters.as_detail())
    own = only_actor(request.user)
    scope = "; ".join(f"{key}={value}" for key, value in filters.as_detail().items()) or _("everything")
    rows = rows_of(entries(filters, only_actor=own))
    content = log_sheet(rows, scope=scope if own is None else f"{scope}; {_('own acts')}", exporter=str(request.user))
    return sheet_response(content, f"{_('Audit log')}-{clock.today():%Y%m%d}.xlsx")
