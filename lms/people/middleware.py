"""What holds for a signed-in person on every request, from the outside in."""

from collections.abc import Callable
from functools import cache
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.common import clock
from lms.people.requests import BEGAN, HAND
from lms.people.two_factor import Step, step_due

OTHER_DOORS = ("wagtailadmin_login", "wagtailcore_login")  # the framework's own
SECOND_STEP_OPEN = ("people:code", "people:enrol", "people:sign_out", "people:display", "set_language")
# The second step comes first: whoever owes both would be sent to and fro for ever.
PASSWORD_OPEN = ("people:password", *SECOND_STEP_OPEN)
RENEW_AFTER = 60  # seconds: the session is written at most once a minute of work
# Asked by scripts while nobody may be there. A lesson's beats and an exam's answers are not among them.
BY_ITSELF = {"jobs:state", "wagtailadmin_editing_sessions:ping"}
NAVIGATIONS = ("document", "iframe", "frame")

Next = Callable[[HttpRequest], HttpResponse]


class SessionLimitsMiddleware:
    """Thirty minutes without the person's own hands sign out, and so do twelve hours; an exam ends first (design 1).
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.user.is_authenticated
        ended = reason_to_end(request) if known else ""
        if ended:
            logout(request)
        response = self.get_response(request)
        if ended:
            return _said_why(request, response, ended)
        if request.user.is_authenticated:
            if not known:
                request.session.update({BEGAN: _now(), HAND: _now()})
            elif by_hand(request):
                renew_session(request)
        return response


class OneDoorMiddleware:
    """Everyone signs in by our page: others are not in the log, and failures there lock nobody out."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_open(request.path, OTHER_DOORS):
            return redirect("people:sign_in")
        return self.get_response(request)


class SecondStepMiddleware:
    """A session that owes its second step reaches the pages of that step, and the way out (decision 0008)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not _is_open(request.path, SECOND_STEP_OPEN):
            step = step_due(request.user)
            if step:
                return _led_to(request, step)
        return self.get_response(request)


class FirstPasswordMiddleware:
    """A password someone else gave must be changed first."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.must_change_password and not _is_open(request.path, PASSWORD_OPEN):
            return redirect("people:password")
        return self.get_response(request)


def _is_open(path: str, names: tuple[str, ...]) -> bool:
    return path in _paths(names, settings.ROOT_URLCONF)  # static files are served further out


@cache
def _paths(names: tuple[str, ...], urlconf: str) -> frozenset[str]:
    """Where these names lead; asked four times a request."""
    return frozenset(reverse(name, urlconf=urlconf) for name in names)


def _now() -> int:
    return int(clock.now().timestamp())


def seconds_left(request: HttpRequest) -> int:
    """Until the session ends by itself, if nothing more is done."""
    now, session = _now(), request.session
    idle = session.get(HAND, now) + settings.SESSION_IDLE_SECONDS - now
    return max(0, min(idle, _longest(request, now) - now))


def reason_to_end(request: HttpRequest) -> str:
    """"idle", "limit" or nothing. A session of another way in (single sign-on) is counted from its first request."""
    now, session = _now(), request.session
    if now >= _longest(request, now):
        return "limit"
    return "idle" if now - session.get(HAND, now) >= settings.SESSION_IDLE_SECONDS else ""


def _longest(request: HttpRequest, now: int) -> int:
    """Twelve hours from the sign-in, but not before an exam that is open ends (requests.stay_signed_in)."""
    session = request.session
    return max(session.get(BEGAN, now) + settings.SESSION_COOKIE_AGE, session.get(HAND, 0))


def by_hand(request: HttpRequest) -> bool:
    """Did the person do it, or a page of his by itself?"""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in BY_ITSELF:
        return False
    if request.method not in ("GET", "HEAD"):
        return True
    return request.headers.get("Sec-Fetch-Dest", "document") in NAVIGATIONS and name != "people:session"


def renew_session(request: HttpRequest) -> None:
    if BEGAN not in request.session:
        request.session[BEGAN] = _now()
    if _now() - request.session.get(HAND, 0) >= RENEW_AFTER:
        request.session[HAND] = _now()


def _said_why(request: HttpRequest, response: HttpResponse, why: str) -> HttpResponse:
    """To the sign-in page with the reason, and back to where he was: for a sent form that is the page with the form."""
    sign_in = reverse("people:sign_in")
    where = urlsplit(response.headers.get("Location", ""))
    if response.status_code != 302 or where.path != sign_in:
        return response
    referer = urlsplit(request.headers.get("Referer", ""))
    back = request.get_full_path()
    if request.method != "GET":
        back = referer.path if referer.netloc == request.get_host() else ""
    response.headers["Location"] = f"{sign_in}?{urlencode({'why': why} | ({'next': back} if back else {}))}"
    return response


def _led_to(request: HttpRequest, step: Step) -> HttpResponse:
    """A page leads to the step; scripts, films and forms are told in words."""
    accepted = request.headers.get("Accept", "text/html")
    if request.method in ("GET", "HEAD") and "text/html" in accepted:
        return redirect(f"{reverse(step)}?{urlencode({'next': request.get_full_path()})}")
    words = _("The second step of signing in is still to be done. Open any page of this site to do it.")
    if "json" in accepted or "json" in (request.content_type or ""):
        return JsonResponse({"message": words}, status=403, json_dumps_params={"ensure_ascii": False})
    return HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
