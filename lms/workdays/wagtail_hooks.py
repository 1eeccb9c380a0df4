"""HR keeps the calendar in the content administration."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from lms.workdays.models import Holiday


class HolidayViewSet(ModelViewSet):
    model = Holiday
    name = url_prefix = url_namespace = "holidays"
    icon = "date"
    menu_label = _("Holidays")
    menu_order = 220
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["on", "kind", "name"]
    list_filter = {"kind": ["exact"], "on": ["year"]}
    ordering = "-on"
    search_fields = ["name"]
    search_backend_name = None
    edit_handler = ObjectList([FieldRowPanel([FieldPanel("on"), FieldPanel("kind")]), FieldPanel("name")])


@hooks.register("register_admin_viewset")
def register_holidays() -> HolidayViewSet:
    return HolidayViewSet()
