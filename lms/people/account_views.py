"""A person's own account: its page, its sign-ins, the time his session has left."""

from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.people.middleware import renew_session, seconds_left
from lms.people.requests import PersonRequest
from lms.people.services.accounts import sign_out_everywhere
from lms.people.sign_ins import account_events
from lms.people.two_factor import codes_left, device_of, is_required_of


@require_safe
@never_cache
def account(request: PersonRequest) -> HttpResponse:
    """Password, second step, sign-ins, type size: one page that leads to each."""
    return render(request, "people/account.html", {
        "device": device_of(request.user), "codes_left": codes_left(request.user),
        "required": is_required_of(request.user), "events": account_events(request.user, 3),
    })


@require_safe
@never_cache
def sign_ins(request: PersonRequest) -> HttpResponse:
    return render(request, "people/sign_ins.html", {"events": account_events(request.user)})


@require_POST
def everywhere(request: PersonRequest) -> HttpResponse:
    """Ends every session of the person, this one too."""
    sign_out_everywhere(person=request.user, request=request)
    logout(request)
    return redirect(f"{reverse('people:sign_in')}?why=everywhere")


@require_http_methods(["GET", "POST"])
@never_cache
def session(request: PersonRequest) -> JsonResponse:
    """Seconds until this session ends by itself. GET only tells; POST is the person's hand and begins them anew."""
    if request.method == "POST":
        renew_session(request)
    return JsonResponse({"left": seconds_left(request)})
