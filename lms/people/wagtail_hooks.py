"""People's pages in the content administration."""

from django.http import HttpRequest, HttpResponseForbidden
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.audit.services import record
from lms.people.admin.heads import HeadsViewSet, heads
from lms.people.admin.home import WaysPanel
from lms.people.admin.roles import RolesViewSet, roles
from lms.people.admin.rosters import RosterViewSet, rosters
from lms.people.admin.staff import StaffViewSet, register_words, staff
from lms.people.admin.units import DepartmentViewSet, departments
from lms.people.models import User


@hooks.register("register_admin_viewset")
def register_departments() -> DepartmentViewSet:
    return departments


@hooks.register("register_admin_viewset")
def register_staff() -> StaffViewSet:
    return staff


hooks.register("register_log_actions", register_words)


@hooks.register("register_admin_viewset")
def register_rosters() -> RosterViewSet:
    return rosters


@hooks.register("register_admin_viewset")
def register_roles() -> RolesViewSet:
    return roles


@hooks.register("register_admin_viewset")
def register_heads() -> HeadsViewSet:
    return heads


@hooks.register("construct_homepage_panels")
def show_ways(request: HttpRequest, panels: list) -> None:
    panels.append(WaysPanel())


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(request: HttpRequest, summary_items: list) -> None:
    """How many pages and pictures there are helps nobody in his work."""
    summary_items.clear()


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    return MenuItem(_("Back to My study"), f"{reverse('home:desk')}#main", icon_name="home", order=1)


@hooks.register("before_bulk_action")
def no_bulk_action_on_people(
    request: HttpRequest, action_type: str, objects: list, action
) -> HttpResponseForbidden | None:
    """A group is the shadow of a dated role; putting people into groups by hand would go round the log."""
    return HttpResponseForbidden() if User in action.models else None


@hooks.register("after_edit_user")
def log_edited(request: HttpRequest, user: User) -> None:
    record(action="people.edit_account", request=request, target=user.staff_no, detail={"changed": "account"})
