"""Heads of units and leaders' portfolios in the content administration, for HR officers only."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from lms.common import clock
from lms.people.access import require_role
from lms.people.admin import choosing, head_rows
from lms.people.admin.furniture import actor, page
from lms.people.admin.roles import day_field
from lms.people.models import Act, Department, HeadOf, Portfolio, User
from lms.people.selectors import gaps_on
from lms.people.services.heads import (
    HeadRefused,
    appoint_head,
    assign_portfolio,
    end_head,
    open_keys,
    undo_leadership,
)
from lms.people.services.journal import UndoRefused


class AppointForm(forms.Form):
    """From which day, and whether he is a deputy in charge."""

    on = day_field(gettext_lazy("From"))
    acting = forms.BooleanField(required=False, label=gettext_lazy("A deputy in charge"),
                                help_text=gettext_lazy("He answers for the unit without being its head by post."))
    expected = forms.CharField(required=False, widget=forms.HiddenInput)


class EndForm(forms.Form):
    """The last day of a head."""

    on = day_field(gettext_lazy("Last day"))


class PortfolioForm(forms.Form):
    """The whole portfolio from a day: what is not ticked is dropped."""

    on = day_field(gettext_lazy("From"))
    units = forms.ModelMultipleChoiceField(Department.objects.none(), required=False, to_field_name="code")
    expected = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelMultipleChoiceField, self.fields["units"]).queryset = _choosable()


def _choosable():
    """Units a leader can be in charge of: those of today and of later, without the bureau itself."""
    today = clock.today()
    open_units = Department.objects.filter(pk__in=Department.objects.exclude(closed_on__lte=today).values("pk"))
    return open_units.exclude(kind__in=(Department.Kind.ROOT, Department.Kind.LEADERS))


def _keys(text: str) -> list[int]:
    return [int(word) for word in text.split(",") if word.isdecimal()]


def _list() -> tuple[str, str]:
    return reverse("heads:index"), _("Heads and portfolios")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who answers for each unit; the gaps on top."""
    gaps = gaps_on(clock.today())
    rows = head_rows.head_rows(clock.today(), gaps)
    missing = [row for row in rows if row.needs_head or row.needs_leader]
    return page(request, "heads/index", _("Heads and portfolios"), icon="group", rows=rows, missing=missing,
                absent=gaps.absent_heads, acts=head_rows.latest_acts(), tab="heads")


@require_safe
def portfolios(request: HttpRequest) -> HttpResponse:
    return page(request, "heads/portfolios", _("Heads and portfolios"), icon="group", tab="portfolios",
                rows=head_rows.leader_rows(clock.today()), acts=head_rows.latest_acts())


def appoint(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the person, then the day."""
    unit = get_object_or_404(Department, code=code)
    today, query = clock.today(), request.GET.get("q", "")
    title = _("Head of %(unit)s") % {"unit": unit.name}
    chosen = request.GET.get("person") or request.POST.get("person")
    present = unit.heads.on(today).select_related("person").first()
    if not chosen:
        own = User.objects.filter(postings__in=unit.postings.main().on(today))
        people = choosing.found(query, today, employed=True) if query else choosing.candidates(own, today)
        return page(request, "heads/choose", title, _list(), icon="group", unit=unit, q=query, people=people,
                    present=present)
    person = get_object_or_404(User, staff_no=chosen)
    keys = ",".join(map(str, open_keys(HeadOf.objects.filter(department=unit))))
    form = AppointForm(request.POST or None, initial={"on": today, "expected": keys})
    if request.method == "POST" and form.is_valid() and _appointed(request, person, unit, form):
        return redirect("heads:index")
    return page(request, "heads/appoint", title, _list(), icon="group", unit=unit, form=form, person=person,
                present=present, status=422 if form.errors else 200)


def _appointed(request: HttpRequest, person: User, unit: Department, form: AppointForm) -> bool:
    given = form.cleaned_data
    try:
        appoint_head(person=person, department=unit, on=given["on"], acting=given["acting"],
                     expected=_keys(given["expected"]), by=actor(request))
    except HeadRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("%(person)s answers for %(unit)s from %(day)s.")
                     % {"person": person.display_name, "unit": unit.name, "day": given["on"]})
    return True


def end(request: HttpRequest, pk: int) -> HttpResponse:
    head = get_object_or_404(HeadOf.objects.select_related("person", "department"), pk=pk)
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            ended = end_head(head=head, on=form.cleaned_data["on"], by=actor(request))
            messages.success(request, _("%(person)s answers for %(unit)s until %(day)s.") % {
                "person": head.person.display_name, "unit": head.department.name, "day": ended.to_on})
            return redirect("heads:index")
        except HeadRefused as refused:
            form.add_error(None, str(refused))
    return page(request, "heads/end", _("End a headship"), _list(), icon="group", head=head, form=form,
                status=422 if form.errors else 200)


def portfolio(request: HttpRequest, staff_no: str) -> HttpResponse:
    """The form, then old → new, then written."""
    person = get_object_or_404(User, staff_no=staff_no)
    now = list(Department.objects.filter(pk__in=Portfolio.objects.on(clock.today()).filter(person=person)
                                         .values("department_id")))
    keys = ",".join(map(str, open_keys(Portfolio.objects.filter(person=person))))
    start = {"on": clock.today(), "expected": keys, "units": [unit.code for unit in now]}
    form = PortfolioForm(request.POST or None, initial=start)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "confirm" in request.POST and _assigned(request, person, form):
            return redirect("heads:portfolios")
        preview = None if form.errors or "change" in request.POST else _preview(person, form)
    ticked = request.POST.getlist("units") if request.method == "POST" else start["units"]
    return page(request, "heads/portfolio", _("Portfolio of %(person)s") % {"person": person.display_name}, _list(),
                icon="group", person=person, form=form, preview=preview, now=now, ticked=ticked, units=_choosable(),
                status=422 if form.errors else 200)


def _preview(person: User, form: PortfolioForm) -> dict[str, list[tuple[Department, str]]]:
    """What is added, dropped and kept on the day, and who else is in charge of the unit then."""
    on, wanted = form.cleaned_data["on"], set(form.cleaned_data["units"])
    facts = list(Portfolio.objects.on(on).select_related("person", "department"))
    now = {fact.department for fact in facts if fact.person_id == person.pk}

    def named(units: set[Department]) -> list[tuple[Department, str]]:
        return [(unit, "、".join(fact.person.display_name for fact in facts
                                if fact.department_id == unit.pk and fact.person_id != person.pk))
                for unit in sorted(units, key=lambda unit: unit.path)]

    return {"added": named(wanted - now), "dropped": named(now - wanted), "kept": named(wanted & now)}


def _assigned(request: HttpRequest, person: User, form: PortfolioForm) -> bool:
    given = form.cleaned_data
    try:
        assign_portfolio(person=person, departments=list(given["units"]), on=given["on"],
                         expected=_keys(given["expected"]), by=actor(request))
    except HeadRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("The portfolio of %(person)s is set from %(day)s.")
                     % {"person": person.display_name, "day": given["on"]})
    return True


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    act = get_object_or_404(Act, pk=pk)
    try:
        undo_leadership(act=act, by=actor(request))
        messages.success(request, _("It is undone: everything is as it was before."))
    except UndoRefused as refused:
        messages.error(request, str(refused))
    return redirect("heads:portfolios" if act.kind == "assign_portfolio" else "heads:index")


class HeadsMenuItem(MenuItem):
    """For HR officers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("people.change_headof")


class HeadsViewSet(ViewSet):
    """HR's alone: for any other role the addresses do not exist."""

    name = "heads"
    menu_label = gettext_lazy("Heads and portfolios")
    menu_name = "heads"
    menu_order = 215
    icon = "group"
    menu_item_class = HeadsMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        hr = require_role("hr")
        return [
            path("", hr(index), name="index"),
            path("portfolios/", hr(portfolios), name="portfolios"),
            path("portfolios/<str:staff_no>/", hr(portfolio), name="portfolio"),
            path("units/<str:code>/", hr(appoint), name="appoint"),
            path("<int:pk>/end/", hr(end), name="end"),
            path("undo/<int:pk>/", hr(undo), name="undo"),
        ]


heads = HeadsViewSet()
