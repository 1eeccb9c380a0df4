"""Units in the content administration, for HR officers only: the tree as of a day, and one unit's story."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import ModelLogEntry

from lms.people.access import require_role
from lms.people.admin import unit_acts
from lms.people.admin.furniture import page
from lms.people.admin.unit_acts import ACTS, Request
from lms.people.admin.unit_forms import DescribeForm, FilterForm
from lms.people.models import Department, DepartmentAlias, Posting
from lms.people.selectors import TreeRow, borrowed_by, gaps_on, headcounts, story_of, tree_on
from lms.people.services.units import UnitRefused
from lms.people.services.units.describing import add_nickname, describe_unit, remove_nickname

ICON = "folder-open-inverse"
PEOPLE_PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """As many queries whatever the number of units."""
    form = FilterForm.of(request.GET)
    asked = form.asked()
    rows = _chosen(tree_on(asked["day"]), asked)
    return page(request, "units/index", _("Units"), icon=ICON, form=form, rows=rows, day=asked["day"],
                gaps=gaps_on(asked["day"]).count)


def _chosen(rows: tuple[TreeRow, ...], asked: dict[str, Any]) -> list[TreeRow]:
    if asked["state"] != "all":
        rows = tuple(row for row in rows if row.there is (asked["state"] == "open"))
    if asked["kind"]:
        rows = tuple(row for row in rows if row.kind == asked["kind"])
    words = asked["q"].strip().lower()
    if not words:
        return list(rows)
    nicknamed = set(DepartmentAlias.objects.filter(name__icontains=words).values_list("department_id", flat=True))
    return [row for row in rows if row.pk in nicknamed
            or any(words in text.lower() for text in (row.name, row.short_name, row.code))]


@require_safe
def inspect(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: its story, and who is in it on a day."""
    unit = get_object_or_404(Department, code=code)
    form = FilterForm.of(request.GET)
    day = form.asked()["day"]
    posts = Posting.objects.main().on(day).filter(department=unit).select_related("person")
    return page(
        request, "units/inspect", unit.name, (reverse("departments:index"), _("Units")), icon=ICON, unit=unit,
        story=story_of(unit), form=form, day=day, count=headcounts(day).get(unit.pk), lent=borrowed_by(unit, day),
        people=Paginator(posts.order_by("person__staff_no"), PEOPLE_PER_PAGE).get_page(request.GET.get("p")),
        acts=() if unit.closed_on else [(kind, way.title) for kind, way in ACTS.items()],
        history=ModelLogEntry.objects.for_instance(unit).select_related("user")[:20],
    )


def edit(request: Request, code: str) -> HttpResponse:
    """Kind and order."""
    unit = get_object_or_404(Department, code=code)
    form = DescribeForm(request.POST or None, instance=Department.objects.get(pk=unit.pk))
    if request.method == "POST" and form.is_valid():
        describe_unit(unit=unit, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("departments:inspect", code)
    trail = [(reverse("departments:index"), _("Units")), (reverse("departments:inspect", args=[code]), unit.name)]
    return page(request, "units/edit", _("Kind and order"), *trail, icon=ICON, unit=unit, form=form,
                status=422 if form.errors else 200)


@require_POST
def nicknames(request: Request, code: str) -> HttpResponse:
    """One more, or one less."""
    unit = get_object_or_404(Department, code=code)
    try:
        if "remove" in request.POST:
            remove_nickname(unit=unit, name=request.POST["remove"], by=request.user)
        else:
            add_nickname(unit=unit, name=request.POST.get("name", "")[:100], by=request.user)
    except UnitRefused as refused:
        messages.error(request, str(refused))
    return redirect(reverse("departments:inspect", args=[code]) + "#nicknames")


class UnitsMenuItem(MenuItem):
    """For HR officers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("people.change_department")


class DepartmentViewSet(ViewSet):
    """HR's alone: for any other role the addresses do not exist. Closed, never deleted."""

    name = "departments"
    menu_label = gettext_lazy("Units")
    menu_name = "departments"
    menu_order = 210
    icon = ICON
    menu_item_class = UnitsMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        hr = require_role("hr")
        return [
            path("", hr(index), name="index"),
            path("new/", hr(unit_acts.set_up), name="new"),
            path("<str:code>/", hr(inspect), name="inspect"),
            path("<str:code>/edit/", hr(edit), name="edit"),
            path("<str:code>/nicknames/", hr(nicknames), name="nicknames"),
            path("<str:code>/undo/<int:pk>/", hr(unit_acts.undo), name="undo"),
            path("<str:code>/<str:kind>/", hr(unit_acts.act), name="act"),
        ]


departments = DepartmentViewSet()
