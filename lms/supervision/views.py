"""Frozen figures and what the daily run did. Totals only, no names; the supervision office freezes, HR reads."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.audit.services import record
from lms.common import clock
from lms.common.sheets import sheet_response
from lms.people.access import has_role, require_role
from lms.people.models import User
from lms.supervision import selectors, services
from lms.supervision.access import MAY_FREEZE, MAY_MAIL, MAY_READ
from lms.supervision.exports import snapshot_workbook
from lms.supervision.forms import FreezeForm
from lms.supervision.models import Snapshot


class Request(HttpRequest):
    """Somebody is signed in: LoginRequiredMiddleware sees to it."""

    user: User


@require_safe
@require_role(*MAY_READ)
def home(request: Request) -> HttpResponse:
    yesterday = clock.today() - dt.timedelta(days=1)
    return render(request, "supervision/home.html", {
        "snapshots": Snapshot.objects.select_related("frozen_by").defer("units", "definitions"),
        "runs": selectors.latest_runs(), "freezing": has_role(request.user, *MAY_FREEZE), "yesterday": yesterday,
        "mailing": has_role(request.user, *MAY_MAIL),
    })


@require_POST
@require_role(*MAY_FREEZE)
def freeze(request: Request) -> HttpResponse:
    form = FreezeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was frozen: give a day, such as 2026-06-30."))
        return redirect("supervision:home")
    try:
        snapshot = services.freeze(on=form.cleaned_data["on"], by=request.user, at=clock.now())
    except services.FreezeRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("supervision:home")
    return redirect("supervision:snapshot", pk=snapshot.pk)


@require_safe
@require_role(*MAY_READ)
def snapshot(request: Request, pk: int) -> HttpResponse:
    page = selectors.snapshot_page(_snapshot(pk), request.GET.get("unit", ""))
    if page is None:
        raise Http404
    return render(request, "supervision/snapshot.html", {"page": page})


@require_POST
@require_role(*MAY_READ)
def export(request: Request, pk: int) -> HttpResponse:
    """The frozen figures as xlsx; who took them is in the log."""
    frozen = _snapshot(pk)
    record(action="supervision.export", target=f"{frozen.on}", request=request, detail={"sha256": frozen.digest})
    content = snapshot_workbook(frozen, by=request.user, at=clock.now())
    return sheet_response(content, _("Snapshot %(day)s.xlsx") % {"day": frozen.on})


@require_safe
@require_role(*MAY_READ)
def difference(request: Request, pk: int) -> HttpResponse:
    frozen = _snapshot(pk)
    return render(request, "supervision/difference.html", {
        "snapshot": frozen, "rows": selectors.differences(frozen), "now": clock.now(),
    })


def _snapshot(pk: int) -> Snapshot:
    return get_object_or_404(Snapshot.objects.select_related("frozen_by"), pk=pk)
