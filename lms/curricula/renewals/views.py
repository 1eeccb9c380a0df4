"""HR sees whose completions are over or soon will be, and gives the course again with one press."""

import datetime as dt
from typing import cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from lms.common import clock
from lms.curricula.access import MAY_ASSIGN
from lms.curricula.renewals.refreshing import refresh
from lms.curricula.renewals.validity import lapsing, rows_of
from lms.curricula.rules import JOINER_DAYS
from lms.people.access import require_role
from lms.people.models import User

PER_PAGE = 100
SOON = 90  # days ahead the page looks


class RefreshForm(forms.Form):
    due_on = forms.DateField(label=gettext_lazy("To finish by"), validators=clock.WITHIN_CALENDAR,
                             widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_due_on(self) -> dt.date:
        if self.cleaned_data["due_on"] < clock.today():
            raise forms.ValidationError(_("This day is past."))
        return self.cleaned_data["due_on"]


@require_role(*MAY_ASSIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def validity(request: HttpRequest) -> HttpResponse:
    """Lapsed ones; with show=soon, those of the next months too. A ticked set, or with `all` whatever is shown."""
    on, asked = clock.today(), request.POST if request.method == "POST" else request.GET
    soon = asked.get("show") == "soon"
    within = on + dt.timedelta(days=SOON if soon else -1)
    found = lapsing(within, on)
    form = RefreshForm(request.POST or None, initial={"due_on": on + dt.timedelta(days=JOINER_DAYS)})
    if request.method == "POST" and form.is_valid():
        chosen = found if "all" in request.POST else found.filter(pk__in=_ticked(request))
        count = refresh(completions=list(chosen.order_by().values_list("pk", flat=True)), by=cast(User, request.user),
                        due_on=form.cleaned_data["due_on"], on=on, at=clock.now(), within=within)
        messages.info(request, _said(count))
        return redirect(f"{request.path}?show=soon" if soon else request.path)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": rows_of(page.object_list, on), "page": page, "form": form, "soon": soon, "days": SOON}
    return render(request, "curricula/validity.html", context)


def _ticked(request: HttpRequest) -> list[int]:
    numbers = request.POST.getlist("completion")
    return [int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 19]


def _said(count: int) -> str:
    if not count:
        return _("Nothing was assigned: tick somebody, or press the button for all.")
    return ngettext("%(count)d refresher assigned; the person has been told.",
                    "%(count)d refreshers assigned; each person has been told.", count) % {"count": count}
