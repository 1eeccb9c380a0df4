"""What the door of the administration shows first."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from home.waiting import OFFICES, waiting_for
from lms.common import clock
from lms.people.access import roles_of


class TodayPanel(Component):
    """What needs you today."""

    name = "today"
    template_name = "home/today_panel.html"
    order = 100

    def __init__(self, request: HttpRequest) -> None:
        today = clock.today()
        self.shown = not roles_of(request.user, today).isdisjoint(OFFICES)
        self.waiting = waiting_for(request.user, today)

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"waiting": self.waiting, "shown": self.shown}


@hooks.register("construct_homepage_panels", order=-10)
def show_what_waits(request: HttpRequest, panels: list) -> None:
    panels.insert(0, TodayPanel(request))
