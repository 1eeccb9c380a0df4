"""The second step: the code, the enrolment, recovery codes, and what a person changes about them."""

import base64
from typing import Any

import segno
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django_otp import login as verified_by

from lms.common import clock
from lms.people.forms import CodeForm, ProofForm, RecoveryForm
from lms.people.requests import PersonRequest
from lms.people.services import two_factor as services
from lms.people.services.sign_in import credentials_of, guess_failed
from lms.people.two_factor import Step, codes_left, device_of, is_required_of, step_due
from lms.people.views import locked_out, way_on, welcome

ENROLLING, PERMIT = "enrolling", "may_renew_device"  # session: the pending device; until when it may replace the old
PERMIT_SECONDS = 10 * 60


@never_cache
def code(request: PersonRequest) -> HttpResponse:
    """Password right, device there: six digits, or a recovery code."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    if step_due(request.user) != Step.CODE:
        return redirect(way_on(request, asked))
    person = request.user
    if not AxesProxyHandler.is_allowed(request, credentials_of(person.staff_no)):
        logout(request)
        return locked_out(request, HttpResponse(), credentials_of(person.staff_no))
    recovery = "recovery" in request.POST
    form = (RecoveryForm if recovery else CodeForm)(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_right(request, form, recovery):
        return _arrived(request, asked, recovery)
    return render(request, "people/two_factor_code.html", {
        "form": CodeForm() if recovery else form, "recovery_form": form if recovery else RecoveryForm(), "next": asked,
    })


def _is_right(request: PersonRequest, form: Any, recovery: bool) -> bool:
    """Checks one code; says in the form why it was not taken. A failure counts toward the lockout."""
    person, name = request.user, "recovery" if recovery else "code"
    given = form.cleaned_data[name]
    wait = services.seconds_to_wait(person=person, recovery=recovery)
    if wait:
        form.add_error(name, ngettext("Wait %(count)d second, then type a new code.",
                                      "Wait %(count)d seconds, then type a new code.", wait) % {"count": wait})
        return False
    check = services.enter_recovery if recovery else services.enter_code
    if check(person=person, code=given):
        return True
    guess_failed(request=request, staff_no=person.staff_no, step=name)
    form.add_error(name, _("This code is not right, or was used before."))
    return False


def _arrived(request: PersonRequest, asked: str, recovery: bool) -> HttpResponse:
    """Verified: a new session key, the entry in the log, and on to where he wanted."""
    device = device_of(request.user)
    request.session.cycle_key()
    verified_by(request, device)
    welcome(request, second="recovery" if recovery else "code")
    if recovery:
        left = codes_left(request.user)
        messages.warning(request, ngettext("%(count)d recovery code is left.", "%(count)d recovery codes are left.",
                                           left) % {"count": left})
    return redirect(way_on(request, asked))


@never_cache
def enrol(request: PersonRequest) -> HttpResponse:
    """A new device: its secret as a picture and in letters, confirmed by a first code."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    owed, replaces = step_due(request.user), _may_renew(request)
    if owed == Step.CODE or (owed == Step.NONE and not replaces):
        return redirect("people:code" if owed else "people:account")
    device = services.pending_device(request.user, request.session.get(ENROLLING))
    if device is None:
        device = services.begin_enrolment(person=request.user)
        request.session[ENROLLING] = device.pk
        if request.method == "POST":
            messages.error(request, _("This enrolment was begun again elsewhere. Here is a new picture."))
            return redirect("people:enrol")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = _confirm(request, form, device.pk, replaces)
        if codes:
            return _show_codes(request, codes, way_on(request, asked))
    return render(request, "people/two_factor_enrol.html", {
        "form": form, "next": asked, "required": owed == Step.ENROL, "picture": _picture(device.config_url),
        "letters": _letters(device.bin_key),
    })


def _confirm(request: PersonRequest, form: CodeForm, key: int, replaces: bool) -> list[str] | None:
    first = step_due(request.user) == Step.ENROL
    try:
        codes = services.confirm_device(person=request.user, key=key, code=form.cleaned_data["code"],
                                        replace=replaces, request=request)
    except services.TwoFactorRefused:
        codes = None
    if codes is None:
        form.add_error("code", _("This code is not right. Check that the clock of the device is right."))
        return None
    for name in (ENROLLING, PERMIT):
        request.session.pop(name, None)
    request.session.cycle_key()
    verified_by(request, device_of(request.user))
    if first:
        welcome(request, second="enrolled")
    return codes


def _show_codes(request: PersonRequest, codes: list[str], onward: str) -> HttpResponse:
    return render(request, "people/two_factor_codes.html", {"codes": codes, "onward": onward, "now": clock.now()})


def _may_renew(request: PersonRequest) -> bool:
    return request.session.get(PERMIT, 0) > clock.now().timestamp()


def _picture(address: str) -> str:
    """The QR code as a picture inside the page: no second address that would show the secret."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="white")


def _letters(key: bytes) -> str:
    plain = base64.b32encode(key).decode()
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


@never_cache
def manage(request: PersonRequest) -> HttpResponse:
    """Turn on, renew, new recovery codes, turn off: each with the password, and a code where there is a device."""
    device = device_of(request.user)
    form = ProofForm(request.POST or None, with_code=device is not None)
    if request.method == "POST" and form.is_valid() and _is_proven(request, form):
        return _act(request, request.POST.get("action", ""))
    return render(request, "people/two_factor.html", {
        "form": form, "device": device, "codes_left": codes_left(request.user),
        "required": is_required_of(request.user),
    })


def _is_proven(request: PersonRequest, form: ProofForm) -> bool:
    person = request.user
    if not person.check_password(form.cleaned_data["password"]):
        guess_failed(request=request, staff_no=person.staff_no, step="password")
        form.add_error("password", _("The password is not right."))
        return False
    return "code" not in form.fields or _is_right(request, form, recovery=False)


def _act(request: PersonRequest, action: str) -> HttpResponse:
    if action == "codes" and device_of(request.user):
        codes = services.renew_codes(person=request.user, request=request)
        return _show_codes(request, codes, reverse("people:account"))
    if action == "off":
        try:
            services.turn_off(person=request.user, request=request)
            messages.success(request, _("Two-factor sign-in is off."))
        except services.TwoFactorRefused:
            messages.error(request, _("Your role requires it: the device can be renewed, not turned off."))
        return redirect("people:account")
    request.session[PERMIT] = int(clock.now().timestamp()) + PERMIT_SECONDS
    request.session.pop(ENROLLING, None)
    return redirect("people:enrol")
