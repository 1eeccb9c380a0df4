"""What holds for a signed-in person on every request."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

ALWAYS_OPEN = ("people:password", "people:sign_out", "people:display", "set_language")
OTHER_DOORS = ("wagtailadmin_login", "wagtailcore_login")  # the framework's own
RENEW_AFTER = 5 * 60  # seconds
RENEWED = "renewed"


class FirstPasswordMiddleware:
    """One door to sign in by; a password someone else gave must be changed first; whoever is active stays signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in {reverse(name) for name in OTHER_DOORS}:
            # They are not in the log, and failures there lock nobody out: everyone signs in by ours.
            return redirect("people:sign_in")
        if not request.user.is_authenticated:
            return self.get_response(request)
        if request.user.must_change_password and not _is_open(request.path):
            return redirect("people:password")
        renew_session(request)
        return self.get_response(request)


def _is_open(path: str) -> bool:
    return path.startswith(settings.STATIC_URL) or path in {reverse(name) for name in ALWAYS_OPEN}


def renew_session(request: HttpRequest) -> None:
    """Thirty idle minutes sign out (design 1); the session is written at most once in five minutes of work."""
    moment = int(time.time())
    if moment - request.session.get(RENEWED, 0) >= RENEW_AFTER:
        request.session[RENEWED] = moment
