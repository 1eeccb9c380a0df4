"""The acts on units in the content administration: choose, fill in, look at the preview, confirm."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from lms.common import clock
from lms.people.admin import unit_forms as forms
from lms.people.admin.furniture import page
from lms.people.models import Act, Department, User
from lms.people.selectors import story_of
from lms.people.services import units
from lms.people.services.journal import UndoRefused, undo_act
from lms.people.services.units import NewUnit, Plan, PlanChanged, UnitRefused


class Request(HttpRequest):
    """Signed in: the doors of the viewset see to it."""

    user: User


NOT_SENT_ON = {"csrfmiddlewaretoken", "confirm", "change"}


@dataclass(frozen=True)
class Way:
    """One act: what it is called, what it asks, how it is planned and done."""

    title: Any
    form: type[forms.ActForm]
    plan: Callable[..., Plan]
    act: Callable[..., Any]


def _plan_open(**given: Any) -> Plan:
    on = given.pop("on")
    return units.plan_open(new=NewUnit(**given), on=on)


OPEN = Way(gettext_lazy("Set up a unit"), forms.OpenForm, _plan_open, units.open_unit)
ACTS = {
    "rename": Way(pgettext_lazy("unit", "Rename"), forms.RenameForm, units.plan_rename, units.rename_unit),
    "move": Way(pgettext_lazy("unit", "Move"), forms.MoveForm, units.plan_move, units.move_unit),
    "merge": Way(pgettext_lazy("unit", "Merge"), forms.MergeForm, units.plan_merge, units.merge_units),
    "split": Way(pgettext_lazy("unit", "Split"), forms.SplitForm, units.plan_split, units.split_unit),
    "close": Way(pgettext_lazy("unit", "Close"), forms.CloseForm, units.plan_close, units.close_unit),
}


def act(request: Request, code: str, kind: str) -> HttpResponse:
    unit = get_object_or_404(Department, code=code)
    if kind not in ACTS:
        raise Http404
    return _wizard(request, ACTS[kind], unit)


def set_up(request: Request) -> HttpResponse:
    return _wizard(request, OPEN, None)


def _wizard(request: Request, way: Way, unit: Department | None) -> HttpResponse:
    above = unit.get_parent() if unit else None
    start = {"on": clock.today(), "name": unit.name if unit else "", "short_name": unit.short_name if unit else "",
             "parent": above or request.GET.get("parent")}
    if way.form is forms.MergeForm:
        start |= {"name": "", "short_name": ""}
    form = way.form(request.POST or None, unit=unit, initial=start)
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return _show(request, way, unit, "fill", form=form)
    given = form.asked()
    if "confirm" not in request.POST:
        return _preview(request, way, unit, way.plan(**given))
    try:
        way.act(**given, by=request.user, expected=request.POST["confirm"] or "none")
    except PlanChanged as changed:
        return _preview(request, way, unit, changed.plan, changed=str(changed))
    except UnitRefused:
        return _preview(request, way, unit, way.plan(**given))
    messages.success(request, _("%(act)s: recorded, from %(day)s.") % {"act": way.title, "day": given["on"]})
    return redirect("departments:inspect", unit.code if unit else given["code"])


def _preview(request: Request, way: Way, unit: Department | None, plan: Plan, changed: str = "") -> HttpResponse:
    sent = [(name, value) for name, values in request.POST.lists() if name not in NOT_SENT_ON for value in values]
    return _show(request, way, unit, "preview", plan=plan, sent=sent, changed=changed)


def _show(request: Request, way: Way, unit: Department | None, template: str, **context: Any) -> HttpResponse:
    trail = [(reverse("departments:index"), _("Units"))]
    if unit:
        trail.append((reverse("departments:inspect", args=[unit.code]), unit.name))
    title = f"{way.title}：{unit.name}" if unit else f"{way.title}"
    is_bad = "form" in context and context["form"].errors and "change" not in request.POST
    return page(request, f"units/{template}", title, *trail, icon="folder-open-inverse", unit=unit, way=way,
                status=422 if is_bad or context.get("changed") else 200, **context)


@require_POST
def undo(request: Request, code: str, pk: int) -> HttpResponse:
    """The latest act on the unit; an earlier one is held by it."""
    unit = get_object_or_404(Department, code=code)
    latest = story_of(unit).latest_act
    chosen = get_object_or_404(Act, pk=pk)
    if chosen.undone_at is None and (latest is None or latest.pk != chosen.pk):
        messages.error(request, _("Only the latest act on a unit can be undone."))
        return redirect("departments:inspect", code)
    try:
        undo_act(act=chosen, by=request.user)
        messages.success(request, _("It is undone: everything is as it was before."))
    except UndoRefused as refused:
        messages.error(request, str(refused))
    if Department.objects.filter(code=code).exists():
        return redirect("departments:inspect", code)
    return redirect("departments:index")
