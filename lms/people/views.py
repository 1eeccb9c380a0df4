"""Signing in and out, the password, the type size."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_otp import DEVICE_ID_SESSION_KEY

from lms.audit.services import record
from lms.common import clock
from lms.people.access import roles_of
from lms.people.forms import ChangePasswordForm, DisplayForm, SignInForm
from lms.people.services.accounts import keep_display_size, password_changed
from lms.people.services.sign_in import credentials_of, guess_failed, locked_until, refused, signed_in, where_from
from lms.people.sign_ins import since_last_sign_in
from lms.people.two_factor import step_due

# Where a person without his own learning begins; the first role that fits.
LANDINGS = (
    ("auditor", "audit:log"),
    ("system_admin", "wagtailadmin_home"),
    ("security_admin", "wagtailadmin_home"),
    ("editor", "wagtailadmin_home"),
    ("inspector", "reports:home"),
)
# Why a session ended by itself; anything else in the address says nothing.
WHY = {
    "idle": gettext_lazy("You were signed out after 30 minutes without activity. Sign in to go on where you were."),
    "limit": gettext_lazy("You were signed out 12 hours after signing in. Sign in to go on where you were."),
    "everywhere": gettext_lazy("You are signed out on every device."),
}


def landing_of(user: Any) -> str:
    """The address a person starts from."""
    roles = roles_of(user, clock.today())
    return reverse(next((name for role, name in LANDINGS if role in roles), "home:desk"))


def way_on(request: HttpRequest, asked: str) -> str:
    """The address asked for when it is one of this site, else where the person starts."""
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else landing_of(request.user)


def welcome(request: HttpRequest, *, second: str = "") -> None:
    """All steps are done: the entry in the log, and what the person should know of his account."""
    person: Any = request.user
    for sentence in since_last_sign_in(person):
        messages.info(request, sentence)
    signed_in(request=request, second=second)


@method_decorator([login_not_required, never_cache], name="dispatch")
class SignIn(LoginView):
    """Every outcome is in the log; the lockout is counted by axes."""

    template_name = "people/sign_in.html"
    authentication_form = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # `next` is not followed here: it may be the very page that sent the person away.
        if request.user.is_authenticated:
            return redirect(landing_of(request.user))
        return super().dispatch(request, *args, **kwargs)

    def get_default_redirect_url(self) -> str:
        return landing_of(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"why": WHY.get(self.request.GET.get("why", ""), "")}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session.pop(DEVICE_ID_SESSION_KEY, None)
        person = form.get_user()
        if step_due(person):
            record(action="people.first_step", actor=person, target=person.staff_no, request=self.request,
                   detail=where_from(self.request))
        else:
            welcome(self.request)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        staff_no = form.cleaned_data.get("username", "")
        expired = {"step": "expired"} if form.has_error("__all__", "expired") else {}
        refused(request=self.request, staff_no=staff_no, **expired)
        failures = AxesProxyHandler.get_failures(self.request, credentials_of(staff_no)) if staff_no else 0
        context = {"form": form, "failures": 0 if expired else failures, "limit": settings.AXES_FAILURE_LIMIT}
        return self.render_to_response(self.get_context_data(**context))


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict | None = None) -> HttpResponse:
    """Axes' answer for a locked account, whichever step was tried."""
    staff_no = next(iter((credentials or {}).values()), "") or ""
    shown = request.POST.get("username", staff_no)[:40]  # as typed: the register's spelling would say that it exists
    context = {"username": shown, "failure_limit": settings.AXES_FAILURE_LIMIT,
               "until": locked_until(staff_no, clock.now())}
    return render(request, "people/locked_out.html", context, status=429)


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """By POST only; a second press is harmless."""

    http_method_names = ["post", "options"]
    redirect_field_name = ""  # the form of every page says where it was, for other buttons

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            record(action="people.sign_out", request=request, target=request.user.staff_no)
        return super().post(request, *args, **kwargs)


@method_decorator(never_cache, name="dispatch")
class ChangePassword(PasswordChangeView):
    """Also the first page of whoever was given a password by someone else. It ends the person's other sessions."""

    template_name = "people/password.html"
    form_class = ChangePasswordForm

    def get_success_url(self) -> str:
        return landing_of(self.request.user)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        old_hash = form.user.password
        response = super().form_valid(form)
        password_changed(person=form.user, old_hash=old_hash, request=self.request)
        messages.success(self.request, _("The new password holds from now on. Other devices are signed out."))
        return response

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        if form.has_error("old_password", "password_incorrect"):
            guess_failed(request=self.request, staff_no=form.user.staff_no, step="password")
        return super().form_invalid(form)


@login_not_required
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Large or normal type, remembered with the person; back to the page it was asked from."""
    form = DisplayForm(request.POST)
    if request.user.is_authenticated and form.is_valid():
        keep_display_size(person=request.user, size=form.cleaned_data["size"])
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else reverse("home:desk"))
