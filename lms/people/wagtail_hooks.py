"""People's pages in the content administration."""

from django.http import HttpRequest, HttpResponseForbidden
from wagtail import hooks

from lms.audit.services import record
from lms.people.models import User
from lms.people.viewsets import DepartmentViewSet, departments


@hooks.register("register_admin_viewset")
def register_departments() -> DepartmentViewSet:
    return departments


@hooks.register("before_bulk_action")
def no_bulk_action_on_people(
    request: HttpRequest, action_type: str, objects: list, action
) -> HttpResponseForbidden | None:
    """A group is the shadow of a dated role; putting people into groups by hand would go round the log."""
    return HttpResponseForbidden() if User in action.models else None


@hooks.register("after_create_user")
def log_created(request: HttpRequest, user: User) -> None:
    record(action="people.create_account", request=request, target=user.staff_no)


@hooks.register("after_edit_user")
def log_edited(request: HttpRequest, user: User) -> None:
    changed = "password" if request.POST.get("password1") else "account"
    record(action="people.edit_account", request=request, target=user.staff_no, detail={"changed": changed})
