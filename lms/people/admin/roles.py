"""Roles in the content administration: security administrators give and end them, HR officers read who has which."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from lms.common import clock
from lms.people.access import has_role, may, require_role
from lms.people.admin import choosing, role_rows
from lms.people.admin.furniture import actor, page
from lms.people.models import Department, PeopleSettings, RoleGrant, User
from lms.people.roles import COLUMNS, ROLES
from lms.people.services.inspectors import open_inspector
from lms.people.services.roles import RoleRefused, end_role, grant_role, withdraw_role
from lms.people.services.sign_in import known_number

GIVERS = tuple(role.name for role in ROLES if "give_roles" in role.may)
READERS = (*GIVERS, "hr")
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DATE, validators=list(clock.WITHIN_CALENDAR), **options)


class GiveForm(forms.Form):
    """Which role, for how long, why; whether it may be is judged by the service."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    department = forms.ModelChoiceField(
        Department.objects.filter(kind=Department.Kind.COUNTY), required=False, label=gettext_lazy("County bureau"),
        help_text=gettext_lazy("For a county administrator only."),
    )
    from_on = day_field(gettext_lazy("From"))
    to_on = day_field(gettext_lazy("Last day"), required=False,
                      help_text=gettext_lazy("Empty: until it is ended. An inspector's role needs one."))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=100,
                             help_text=gettext_lazy("The document or decision it rests on; it is kept in the log."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [(role.name, str(role.label)) for role in ROLES if role.given]
        cast(forms.ChoiceField, self.fields["role"]).choices = [("", _("Choose a role")), *labels]


class EndForm(forms.Form):
    """The last day of a role, and why."""

    to_on = day_field(gettext_lazy("Last day"), help_text=gettext_lazy("Yesterday ends it at once."))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=100)


class InspectorForm(forms.Form):
    """An account for somebody from outside, who reads totals only."""

    staff_no = forms.CharField(label=gettext_lazy("Account number"), max_length=20,
                               help_text=gettext_lazy("New: a number is never given to a second person."))
    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=50)
    to_on = day_field(gettext_lazy("Last day"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=100)

    def clean_staff_no(self) -> str:
        """Another spelling of a number that is given is that number."""
        return known_number(self.cleaned_data["staff_no"])


def _list() -> tuple[str, str]:
    return reverse("roles:index"), _("Roles")


@require_safe
@require_role(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """Who has which role, had it, or will have it; what ends soon on top."""
    today, asked = clock.today(), request.GET
    state = asked.get("state", "now") if asked.get("state", "now") in role_rows.STATES else "now"
    rows = role_rows.grants(today, state=state, role=asked.get("role", ""), query=asked.get("q", ""))
    query = asked.copy()
    query.pop("p", None)
    return page(
        request, "roles/index", _("Roles"), icon="key", page=role_rows.page_of(rows, asked.get("p", "1"), today),
        soon=role_rows.ending_soon(today), state=state, role=asked.get("role", ""), q=asked.get("q", ""),
        query=f"{query.urlencode()}&" if query else "", may_give=may(request.user, "give_roles"),
        states=[("now", _("Held now")), ("future", _("From a later day")), ("expired", _("Ended")), ("all", _("All"))],
        roles=[(role.name, role.label) for role in ROLES if role.given],
    )


@require_safe
@require_role(*READERS)
def table(request: HttpRequest) -> HttpResponse:
    """What each role may do, from the table itself."""
    return page(request, "roles/table", _("What each role may do"), _list(), icon="key", rows=role_rows.table(),
                columns=[label for _name, label in COLUMNS])


@require_role(*GIVERS)
def give(request: HttpRequest) -> HttpResponse:
    """Choose a person, then the role."""
    chosen = request.GET.get("person") or request.POST.get("person")
    if not chosen:
        query = request.GET.get("q", "")
        return page(request, "roles/choose", _("Give a role"), _list(), icon="key", q=query,
                    people=choosing.found(query, clock.today()))
    person = get_object_or_404(User.objects.filter(is_active=True), staff_no=chosen)
    form = GiveForm(request.POST or None, initial={"from_on": clock.today()})
    if request.method == "POST" and form.is_valid() and _given(request, person, form):
        return redirect("roles:index")
    (shown,) = choosing.candidates(User.objects.filter(pk=person.pk), clock.today())
    return page(request, "roles/give", _("Give a role"), _list(), icon="key", status=422 if form.errors else 200,
                form=form, person=shown)


def _given(request: HttpRequest, person: User, form: GiveForm) -> bool:
    try:
        grant = grant_role(person=person, by=actor(request), **form.cleaned_data)
    except RoleRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("%(person)s is given the role “%(role)s”.")
                     % {"person": person.display_name, "role": grant.get_role_display()})
    return True


@require_role(*GIVERS)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a role; one that begins today or later can be withdrawn."""
    grant = get_object_or_404(RoleGrant.objects.select_related("person", "department"), pk=pk)
    form = EndForm(request.POST or None, initial={"to_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        answer = _end(request, grant, form.cleaned_data["to_on"], form)
        if answer:
            return answer
    return page(request, "roles/end", _("End a role"), _list(), icon="key", status=422 if form.errors else 200,
                form=form, grant=grant, may_withdraw=grant.from_on >= clock.today())


def _end(request: HttpRequest, grant: RoleGrant, on: dt.date, form: EndForm) -> HttpResponse | None:
    try:
        ended = end_role(grant=grant, on=on, reason=form.cleaned_data["reason"], by=actor(request))
    except RoleRefused as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, _("The role of %(person)s ends on %(day)s.")
                     % {"person": grant.person.display_name, "day": ended.to_on})
    return redirect("roles:index") if has_role(request.user, *READERS) else redirect("wagtailadmin_home")


@require_POST
@require_role(*GIVERS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(RoleGrant.objects.select_related("person"), pk=pk)
    try:
        withdraw_role(grant=grant, reason=request.POST.get("reason", "")[:100], by=actor(request))
    except RoleRefused as refused:
        messages.error(request, str(refused))
        return redirect("roles:end", pk=pk)
    messages.success(request, _("The role of %(person)s is withdrawn.") % {"person": grant.person.display_name})
    return redirect("roles:index")


@never_cache
@require_role(*GIVERS)
def inspector(request: HttpRequest) -> HttpResponse:
    """Open an inspector's account; its one-time password is shown once, on the answer to this form."""
    form = InspectorForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = open_inspector(by=actor(request), **form.cleaned_data)
        except RoleRefused as refused:
            form.add_error(None, str(refused))
    if made:
        return page(request, "roles/secret", _("Inspector's account"), _list(), icon="key", person=made.person,
                    slip=made, to_on=form.cleaned_data["to_on"])
    return page(request, "roles/inspector", _("Open an inspector's account"), _list(), icon="key", form=form,
                status=422 if form.errors else 200, longest=PeopleSettings.load().inspector_days)


class RolesMenuItem(MenuItem):
    """For whoever may read the roles."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("people.view_rolegrant")


class RolesViewSet(ViewSet):
    """Every view asks for the role itself; the menu follows the group's permission."""

    name = "roles"
    menu_label = gettext_lazy("Roles")
    menu_name = "roles"
    menu_order = 230
    icon = "key"
    menu_item_class = RolesMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", index, name="index"),
            path("table/", table, name="table"),
            path("give/", give, name="give"),
            path("inspector/", inspector, name="inspector"),
            path("<int:pk>/end/", end, name="end"),
            path("<int:pk>/withdraw/", withdraw, name="withdraw"),
        ]


roles = RolesViewSet()
