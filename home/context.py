"""What every page of ours shows around its content. Nothing is asked before a template looks."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from home.navigation import navigation
from lms.common import clock
from lms.people.access import unit_name_of


def bureau(request: HttpRequest) -> dict[str, Any]:
    """bureau_name, nav, my_unit_name and display_size: two queries at most, none on answers without a page."""
    user: Any = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "bureau_name": settings.BUREAU_NAME,
        "nav": _later(lambda: navigation(user, request.path)) if known else (),
        "my_unit_name": _later(lambda: unit_name_of(user, clock.today())) if known else "",
        "display_size": user.display_size if known else "normal",
    }


def _later(ask: Callable[[], Any]) -> Any:
    return SimpleLazyObject(ask)

