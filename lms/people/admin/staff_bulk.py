"""Acts on many people ticked in the list: a preview of who changes and who cannot, then all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from wagtail.admin.utils import get_valid_next_url_from_request

from lms.common import clock
from lms.people.admin.furniture import page
from lms.people.admin.person_forms import BulkPauseForm, BulkTransferForm
from lms.people.admin.staff_list import selected
from lms.people.admin.staff_rows import staff, with_rows
from lms.people.models import User
from lms.people.services.posting_rules import PostingRefused
from lms.people.services.staff_many import (
    MOST,
    Judged,
    judge_pause,
    judge_transfer,
    pause_people,
    seen,
    transfer_people,
)


@dataclass(frozen=True)
class Many:
    title: Any
    form: type[forms.Form] | None = None
    judge: Callable[..., list[Judged]] | None = None
    verb: Callable[..., Any] | None = None


def _judge_pause(people: list[User], values: dict) -> list[Judged]:
    return judge_pause(people, values["from_on"], values["to_on"])


def _judge_transfer(people: list[User], values: dict) -> list[Judged]:
    return judge_transfer(people, values["department"], values["on"])


BULK = {
    "transfer": Many(gettext_lazy("Transfer the chosen people"), BulkTransferForm, _judge_transfer, transfer_people),
    "pause": Many(gettext_lazy("Pause the chosen people"), BulkPauseForm, _judge_pause, pause_people),
    "secrets": Many(gettext_lazy("Issue one-time passwords")),
}


@never_cache
def bulk(request: HttpRequest, name: str) -> HttpResponse:
    """The form first, then the preview, then the act; the selection travels in the address."""
    if name not in BULK:
        raise Http404
    many, people = BULK[name], _people(request)
    back = get_valid_next_url_from_request(request) or reverse("staff:index")
    if not people or len(people) > MOST:
        said = _("Nobody is chosen.") if not people else _(
            "At most %(most)s people at a time; choose fewer.") % {"most": MOST}
        messages.error(request, said)
        return redirect(back)
    if many.form is None:
        return _show(request, many, people, back)
    form = many.form(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, many, people, back, form=form, status=422 if form.errors else 200)
    return _answer(request, many, people, back, form)


def _people(request: HttpRequest) -> list[User]:
    """Those ticked, or whoever the list shows on all its pages; in the order of the list."""
    asked = request.GET.getlist("id")
    if "all" in asked:
        return list(selected(request)[: MOST + 1])
    keys = {int(key) for key in asked[: MOST + 1] if key.isdecimal() and len(key) < 12}
    return list(staff().filter(pk__in=keys).order_by("stroke_key", "staff_no"))


def _answer(request: HttpRequest, many: Many, people: list[User], back: str, form: Any) -> HttpResponse:
    if many.judge is None or many.verb is None:
        raise Http404
    try:
        judged = many.judge(people, form.cleaned_data)
        if "expected" in request.POST:
            many.verb(people=people, by=request.user, expected=request.POST["expected"], **form.cleaned_data)
            said = ngettext("Recorded for %(count)s person.", "Recorded for %(count)s people.", len(people))
            messages.success(request, said % {"count": len(people)})
            return redirect(back)
    except PostingRefused as refusal:
        form.add_error(None, str(refusal))
        return _show(request, many, people, back, form=form, status=422)
    return _preview(request, many, judged, back, form)


def _preview(request: HttpRequest, many: Many, judged: list[Judged], back: str, form: Any) -> HttpResponse:
    can, cannot = [one for one in judged if not one.why_not], [one for one in judged if one.why_not]
    fields = [(field.label, field.field.label_from_instance(field.field.clean(field.data))
               if hasattr(field.field, "queryset") else field.data or "—") for field in form]
    fewer = "&".join(f"id={one.person.pk}" for one in can)
    return page(request, "staff/bulk_preview", str(many.title), (reverse("staff:index"), _("Staff")), can=can,
                cannot=cannot, form=form, fields=fields, expected=seen(judged), back=back,
                fewer=f"{request.path}?{fewer}")


def _show(request: HttpRequest, many: Many, people: list[User], back: str, *, form: Any = None,
          status: int = 200) -> HttpResponse:
    return page(request, "staff/bulk", str(many.title), (reverse("staff:index"), _("Staff")), form=form, back=back,
                people=with_rows(people, clock.today()), status=status)
