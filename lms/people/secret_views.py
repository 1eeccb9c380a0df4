"""What HR officers and security administrators do for an account: one-time passwords, unlocking, lost devices."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.common import clock
from lms.people.access import require_role
from lms.people.models import User
from lms.people.requests import PersonRequest
from lms.people.services import secrets, two_factor
from lms.people.services.sign_in import UnlockRefused, known_number, locked_until, may_unlock, unlock
from lms.people.two_factor import device_of

helpers_only = require_role("hr", "security_admin")


@never_cache
@helpers_only
@require_safe
def helping(request: PersonRequest) -> HttpResponse:
    """Found by the whole number: how the account stands, and what this helper may do about it."""
    typed = request.GET.get("number", "").strip()[:60]
    person = User.objects.filter(staff_no=known_number(typed)).first() if typed else None
    context: dict[str, Any] = {"typed": typed, "person": person}
    if person:
        special = person.pk in secrets.special_people([person.pk])
        context |= {
            "locked_until": locked_until(person.staff_no, clock.now()), "device": device_of(person),
            "why_not": secrets.why_not(request.user, person, special=special),
            "may_unlock": may_unlock(request.user, person),
            "may_reset": two_factor.may_reset_device(request.user, person),
        }
    return render(request, "people/helping.html", context)


@never_cache
@helpers_only
@require_POST
def secret(request: PersonRequest, staff_no: str) -> HttpResponse:
    """The slip is the answer itself: it is shown this once and has no address."""
    person = get_object_or_404(User, staff_no=staff_no)
    try:
        slip = secrets.issue_secret(person=person, by=request.user, request=request)
    except secrets.SecretRefused as refusal:
        return show_slips(request, [], [(person, str(refusal))], status=403)
    return show_slips(request, [slip], [])


@never_cache
@helpers_only
@require_POST
def slips(request: PersonRequest) -> HttpResponse:
    """Slips for the people named by their keys, in the order given."""
    keys = [int(key) for key in request.POST.getlist("person") if key.isdecimal() and len(key) < 12]
    known = User.objects.in_bulk(keys)
    people = [known[key] for key in dict.fromkeys(keys) if key in known]
    try:
        made, refusals = secrets.issue_secrets(people=people, by=request.user, request=request)
    except secrets.SecretRefused as refusal:
        return render(request, "people/slips.html", {"trouble": str(refusal)}, status=400)
    return show_slips(request, made, refusals)


def show_slips(request: PersonRequest, made: list[secrets.Slip], refusals: list, status: int = 200) -> HttpResponse:
    """Never kept: not by a cache, not by the browser's memory of pages."""
    response = render(request, "people/slips.html", {"slips": made, "refusals": refusals}, status=status)
    response.headers["Cache-Control"] = "no-store, private, max-age=0"
    return response


@helpers_only
@require_POST
def unlock_account(request: PersonRequest, staff_no: str) -> HttpResponse:
    person = get_object_or_404(User, staff_no=staff_no)
    try:
        lifted = unlock(person=person, by=request.user, request=request)
    except UnlockRefused:
        messages.error(request, _("Accounts are unlocked by a security administrator, never his own."))
    else:
        messages.success(request, _("The account is unlocked.") if lifted else _("The account was not locked."))
    return _back(person)


@helpers_only
@require_POST
def reset_device(request: PersonRequest, staff_no: str) -> HttpResponse:
    person = get_object_or_404(User, staff_no=staff_no)
    try:
        removed = two_factor.reset_device(person=person, by=request.user, request=request)
    except two_factor.TwoFactorRefused:
        messages.error(request, _("You may not reset the device of this account. Ask another security administrator."))
    else:
        messages.success(request, _("The device and its recovery codes are void; the person was signed out.")
                         if removed else _("There was no device."))
    return _back(person)


def _back(person: User) -> HttpResponse:
    return redirect(f"{reverse('people:helping')}?number={person.staff_no}")
