"""A page with the administration's furniture."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.people.models import User


def actor(request: HttpRequest) -> User:
    """Who is signed in: every page of the administration is for somebody who is."""
    return cast(User, request.user)


def page(
    request: HttpRequest, template: str, title: str, *trail: tuple[str, str], status: int = 200, icon: str = "user",
    **context: Any,
) -> HttpResponse:
    """`trail` are (address, label) of the pages above this one; an unfinished form answers 422."""
    steps = ((reverse("wagtailadmin_home"), _("Home")), *trail, ("", title))
    crumbs = [{"url": url, "label": label} for url, label in steps]
    furniture = {"header_title": title, "breadcrumbs_items": crumbs, "header_icon": icon}
    return render(request, f"people/admin/{template}.html", context | furniture, status=status)
