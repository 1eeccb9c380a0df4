"""People and units in the content administration, for bureau-wide roles only: no row is hidden there."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.views.users import IndexView, UserColumn, UserFilterSet, UserViewSet

from lms.people.admin_forms import DepartmentForm, PersonEditForm, PersonForm
from lms.people.models import Department


class PersonFilterSet(UserFilterSet):
    """By last sign-in, by whether the person may sign in, by group; nobody is a superuser."""

    is_superuser = None


class PersonIndexView(IndexView):
    """Found by name or number. No ticking of many: a role is given with a date, by name."""

    search_fields = ["staff_no", "full_name", "pinyin"]

    @cached_property
    def columns(self) -> list[Column]:
        name = self._get_title_column_class(UserColumn)
        return [
            name("full_name", accessor="display_name", label=_("Name"), sort_key="full_name",
                 get_url=self.get_edit_url),
            Column("staff_no", label=_("Staff number"), sort_key="staff_no"),
            BooleanColumn("is_active", label=_("May sign in"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]


class PersonViewSet(UserViewSet):
    """Accounts, kept by the system administrators."""

    filterset_class = PersonFilterSet
    index_view_class = PersonIndexView
    menu_label = _("Accounts")
    template_prefix = "people/admin/"
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonEditForm if for_update else PersonForm


class DepartmentFilterSet(WagtailFilterSet):
    """By kind."""

    class Meta:
        model = Department
        fields = ["kind"]


class DepartmentViewSet(ModelViewSet):
    """Units in tree order. Closed, never deleted: nobody holds the permission to delete."""

    model = Department
    name = "departments"
    icon = "folder-open-inverse"
    menu_label = _("Units")
    menu_name = "departments"
    menu_order = 210
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["code", "name", "short_name", "kind", "closed_on", "successor"]
    ordering = ["path"]
    search_backend_name = None
    search_fields = ["name", "short_name", "code"]
    filterset_class = DepartmentFilterSet
    list_per_page = 100
    list_display = [
        Column("indented_name", label=_("Unit")), Column("code", label=_("Code")),
        Column("get_kind_display", label=_("Kind")), DateColumn("closed_on", label=_("Closed on")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[DepartmentForm]:
        return DepartmentForm


departments = DepartmentViewSet()
