"""Signing in and out, the password, the type size."""

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.audit.services import record
from lms.common import clock
from lms.people.access import roles_of
from lms.people.forms import ChangePasswordForm, DisplayForm, SignInForm, credentials_of
from lms.people.services.accounts import keep_display_size, password_changed

# Where a person without his own learning begins; the first role that fits.
LANDINGS = (
    ("auditor", "audit:log"),
    ("system_admin", "wagtailadmin_home"),
    ("editor", "wagtailadmin_home"),
    ("inspector", "reports:home"),
)


def landing_of(user: Any) -> str:
    """The address a person starts from."""
    roles = roles_of(user, clock.today())
    return reverse(next((name for role, name in LANDINGS if role in roles), "home:desk"))


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """Both outcomes are in the log; the lockout is counted by axes."""

    template_name = "people/sign_in.html"
    authentication_form = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # `next` is not followed here: it may be the very page that sent the person away.
        if request.user.is_authenticated:
            return redirect(landing_of(request.user))
        return super().dispatch(request, *args, **kwargs)

    def get_default_redirect_url(self) -> str:
        return landing_of(self.request.user)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        record(action="people.sign_in", actor=form.get_user(), target=form.get_user().staff_no, request=self.request)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        staff_no = form.cleaned_data.get("username", "")
        locked = getattr(self.request, "axes_locked_out", False)
        record(action="people.sign_in", target=staff_no, result="locked" if locked else "refused", request=self.request)
        failures = AxesProxyHandler.get_failures(self.request, credentials_of(staff_no)) if staff_no else 0
        context = {"form": form, "failures": failures, "limit": settings.AXES_FAILURE_LIMIT}
        return self.render_to_response(self.get_context_data(**context))


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """By POST only; a second press is harmless."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            record(action="people.sign_out", request=request, target=request.user.staff_no)
        return super().post(request, *args, **kwargs)


class ChangePassword(PasswordChangeView):
    """Also the first page of whoever was given a password by someone else."""

    template_name = "people/password.html"
    form_class = ChangePasswordForm

    def get_success_url(self) -> str:
        return landing_of(self.request.user)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        old_hash = form.user.password
        response = super().form_valid(form)
        password_changed(person=form.user, old_hash=old_hash, request=self.request)
        messages.success(self.request, _("The new password holds from now on."))
        return response


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
