"""The staff register in the content administration: HR's alone; for any other role the addresses do not exist."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from lms.people.access import require_role
from lms.people.admin import person
from lms.people.admin.staff_bulk import bulk
from lms.people.admin.staff_list import StaffView, export
from lms.people.services.staff import UNDOABLE

MORE = ("export_staff",)


class StaffMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("people.change_posting")  # type: ignore[union-attr]


class StaffViewSet(ViewSet):
    name = "staff"
    icon = "group"
    menu_label = _("Staff")
    menu_name = "staff"
    menu_order = 200
    menu_item_class = StaffMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        hr = require_role("hr")
        return [
            path("", hr(StaffView.as_view()), name="index"),
            path("results/", hr(StaffView.as_view(results_only=True)), name="index_results"),
            path("export/", hr(export), name="export"),
            path("new/", hr(person.new), name="new"),
            path("many/<slug:name>/", hr(bulk), name="bulk"),
            path("<int:pk>/", hr(person.person), name="person"),
            path("<int:pk>/recompute/", hr(person.recompute), name="recompute"),
            path("<int:pk>/undo/<int:act_pk>/", hr(person.undo), name="undo"),
            path("<int:pk>/<slug:name>/", hr(person.act), name="act"),
            path("<int:pk>/<slug:name>/<int:fact>/", hr(person.act), name="end"),
        ]


def register_words(actions) -> None:
    """The acts in the administration's own history."""
    from lms.people.admin.person_story import ACT_WORDS

    for kind in UNDOABLE:
        actions.register_action(f"people.{kind}", ACT_WORDS[kind], ACT_WORDS[kind])


staff = StaffViewSet()
