"""The staff list: order, search, filters, export."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button, HeaderButton

from lms.audit.services import record
from lms.common import clock, sheets
from lms.people.admin.staff_rows import in_order, in_state, matching, posts_on, staff, with_rows
from lms.people.models import Category, Department, HeadOf, PeopleSettings, Portfolio, Posting, RoleGrant, User

STATES = (
    ("duty", gettext_lazy("on duty")), ("paused", gettext_lazy("paused")),
    ("away", gettext_lazy("on loan or secondment")), ("leaving", gettext_lazy("leaves later")),
    ("left", gettext_lazy("left")), ("all", gettext_lazy("all, with those who left")),
)
ORDERS = (("strokes", gettext_lazy("by strokes")), ("pinyin", gettext_lazy("by pinyin")),
          ("unit", gettext_lazy("by unit")))
PARTS = (("head", gettext_lazy("head of a unit")), ("leader", gettext_lazy("leader in charge")),
         *RoleGrant.Role.choices)
PER_PAGE = 50
EXPORTED_AT_ONCE = 2000


class UnitChoices(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, unit: Department) -> str:
        return unit.indented_name


class UnitFilter(django_filters.ModelChoiceFilter):
    field_class = UnitChoices


class StaffFilterSet(WagtailFilterSet):
    """By what holds today. Without a state: whoever has not left."""

    order = django_filters.ChoiceFilter(label=gettext_lazy("Order"), choices=ORDERS, method="same", empty_label=None,
                                        null_label=None)
    unit = UnitFilter(label=gettext_lazy("Unit, with sub-units"), queryset=Department.objects.all(), method="in_unit")
    category = django_filters.ChoiceFilter(label=gettext_lazy("Category"), choices=Category.choices, method="of")
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=STATES, method="by_state")
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind of post"), choices=Posting.Kind.choices,
                                       method="by_kind")
    part = django_filters.ChoiceFilter(label=gettext_lazy("Headship or role"), choices=PARTS, method="by_part")
    never = django_filters.ChoiceFilter(label=gettext_lazy("Sign-in"), method="by_sign_in",
                                        choices=[("never", gettext_lazy("never signed in"))])

    class Meta:
        model = User
        fields: tuple[str, ...] = ()

    def same(self, people: QuerySet, name: str, value: str) -> QuerySet:
        return people

    def in_unit(self, people: QuerySet, name: str, value: Department) -> QuerySet:
        posts = posts_on(clock.today()).filter(department__path__startswith=value.path)
        return people.filter(Exists(posts))

    def of(self, people: QuerySet, name: str, value: str) -> QuerySet:
        return people.filter(Exists(posts_on(clock.today()).main().filter(category=value)))

    def by_state(self, people: QuerySet, name: str, value: str) -> QuerySet:
        return in_state(people, value, clock.today())

    def by_kind(self, people: QuerySet, name: str, value: str) -> QuerySet:
        return people.filter(Exists(posts_on(clock.today()).filter(kind=value)))

    def by_part(self, people: QuerySet, name: str, value: str) -> QuerySet:
        facts: Any = {"head": HeadOf.objects, "leader": Portfolio.objects}.get(value, RoleGrant.objects)
        facts = facts.on(clock.today()).filter(person=OuterRef("pk"))
        return people.filter(Exists(facts if value in ("head", "leader") else facts.filter(role=value)))

    def by_sign_in(self, people: QuerySet, name: str, value: str) -> QuerySet:
        return people.filter(last_login__isnull=True)


class StaffView(BaseListingView):
    """Ten thousand people in pages of fifty, with as many queries as ten."""

    model = User
    page_title = gettext_lazy("Staff")
    header_icon = "group"
    verbose_name_plural = gettext_lazy("people")
    template_name = "people/admin/staff/index.html"
    results_template_name = "people/admin/staff/index_results.html"
    index_url_name, index_results_url_name = "staff:index", "staff:index_results"
    filterset_class = StaffFilterSet
    is_searchable = True
    paginate_by = PER_PAGE

    @cached_property
    def columns(self) -> list[Any]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="person"),
            TitleColumn("name", accessor="row.name", label=_("Name"), get_url=_address,
                        get_title_id=lambda person: f"person_{person.pk}_title"),
            Column("staff_no", label=_("Staff number"), sort_key="staff_no"),
            Column("unit", accessor="row.unit", label=_("Unit"), sort_key="unit"),
            Column("post", accessor="row.post", label=_("Post")), Column("rank", accessor="row.rank", label=_("Rank")),
            Column("category", accessor="row.category", label=_("Category")),
            Column("state", accessor="row.state", label=_("State")),
        ]

    @cached_property
    def default_order(self) -> str:
        return PeopleSettings.load(request_or_site=self.request).name_order

    def get_base_queryset(self) -> QuerySet:
        asked = self.request.GET.get("state") or self.is_searching
        return staff() if asked else in_state(staff(), "serving", clock.today())

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        asked = self.request.GET.get("order", "")
        order = self.ordering or (asked if asked in dict(ORDERS) else self.default_order)
        return in_order(queryset, order, clock.today())

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        return matching(queryset, self.search_query, clock.today()) if self.is_searching else queryset

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> Any:
        paginator, page, _people, more = super().paginate_queryset(queryset, page_size)
        page.object_list = with_rows(page.object_list, clock.today())
        return paginator, page, page.object_list, more

    @property
    def header_buttons(self) -> list[Button]:
        return [HeaderButton(_("New person"), url=reverse("staff:new"), icon_name="plus")]

    @property
    def header_more_buttons(self) -> list[Button]:
        query = self.request.GET.urlencode()
        return [Button(_("Export (.xlsx)"), url=f"{reverse('staff:export')}?{query}", icon_name="download")]


def _address(person: User) -> str:
    return reverse("staff:person", args=[person.pk])


def selected(request: HttpRequest) -> QuerySet[User]:
    """Whom the list shows for this address: filtered and searched as there, on all its pages."""
    view = StaffView()
    view.setup(request)
    people: QuerySet[User] = view.get_queryset()
    return people


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The people of the list in the bureau's order of units, as a workbook."""
    today = clock.today()
    people = in_order(selected(request), "unit", today)
    keys = list(people.values_list("pk", flat=True))
    columns = [sheets.Column(label, width=width) for label, width in (
        (_("Staff number"), 12), (_("Name"), 16), (_("Unit"), 26), (_("Post"), 18), (_("Rank"), 18),
        (_("Category"), 18), (_("State"), 26), (_("Gender"), 8))]
    content = sheets.write_sheet(title=_("Staff"), columns=columns, rows=_lines(keys),
                                 footnote=_footnote(request, keys))
    record(action="people.export_staff", request=request, target=_("Staff"),
           detail={"people": len(keys), "query": request.GET.urlencode()[:500]})
    return sheets.sheet_response(content, f"{_('Staff')} {today}.xlsx")


def _lines(keys: list[int]) -> Iterator[list[str]]:
    for start in range(0, len(keys), EXPORTED_AT_ONCE):
        some = keys[start:start + EXPORTED_AT_ONCE]
        known = {person.pk: person for person in with_rows(User.objects.filter(pk__in=some), clock.today())}
        for person in (known[pk] for pk in some):
            row = person.row
            yield [person.staff_no, row.name, row.unit, row.post, row.rank, row.category, row.state, person.gender]


def _footnote(request: HttpRequest, keys: list[int]) -> list[str]:
    moment = formats.date_format(timezone.localtime(clock.now()), "DATETIME_FORMAT")
    scope = _("all who have not left") if not request.GET else _("as searched and filtered in the list")
    return [
        _("Scope: %(scope)s, %(count)s people, in the order of units") % {"scope": scope, "count": len(keys)},
        _("Posts and states as of %(moment)s; who has left is listed with the last post") % {"moment": moment},
        _("Exported by %(name)s (%(staff_no)s)")
        % {"name": request.user.full_name, "staff_no": request.user.staff_no},  # type: ignore[union-attr]
    ]
