"""Signing in in two steps, changing the password, choosing the type size."""

import unicodedata

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.people.access import expired_on
from lms.people.models import User
from lms.people.services.accounts import was_used
from lms.people.services.secrets import is_expired
from lms.people.services.sign_in import credentials_of, known_number


class SignInForm(AuthenticationForm):
    """By 工号; full-width digits are taken for what they are (the field normalises NFKC)."""

    error_messages = {
        "invalid_login": _("The staff number or the password is not right."),
        "inactive": _("The staff number or the password is not right."),
        "expired": _("The one-time password has expired: ask your HR office for a new one."),
        "ended": _("This account was good until %(day)s."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Staff number")
        self.fields["username"].widget.attrs["inputmode"] = "text"

    def clean_username(self) -> str:
        return known_number(self.cleaned_data["username"])

    def confirm_login_allowed(self, user: User) -> None:  # type: ignore[override]
        """Asked once the password is right: whoever does not know it learns nothing of these."""
        super().confirm_login_allowed(user)
        if is_expired(user, clock.now()):
            raise ValidationError(self.error_messages["expired"], code="expired")
        if last := expired_on(user, clock.today()):
            raise ValidationError(self.error_messages["ended"], code="ended", params={"day": last})

    def clean(self) -> dict:
        """Django's own, but under the name axes counts by: with `username` it would count nothing and never lock."""
        number, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if number and password:
            self.user_cache = authenticate(self.request, **credentials_of(number), password=password)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class ChangePasswordForm(PasswordChangeForm):
    """The present one, then the new one twice; the new one must be new."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Present password")
        self.fields["new_password1"].help_text = _(
            "At least 8 characters, with three of: lower-case letters, upper-case letters, digits, other characters."
        )
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if was_used(person=self.user, password=new):
            raise ValidationError(_("Choose a password you have not used lately."), code="used")
        return new


class DigitsField(forms.RegexField):
    """Full-width digits and a space in the middle are taken for what they are."""

    def to_python(self, value: str | None) -> str:
        return "".join(unicodedata.normalize("NFKC", value or "").split())


class CodeForm(forms.Form):
    """Six digits of the authenticator."""

    code = DigitsField(
        r"^[0-9]{6}$", label=_("Authenticator code"), max_length=12,
        error_messages={"required": _("Type the six digits."), "invalid": _("A code has six digits.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True,
                                      "class": "code-input"}),
    )


class RecoveryForm(forms.Form):
    """One of the ten codes on paper."""

    recovery = forms.CharField(
        label=_("Recovery code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ProofForm(CodeForm):
    """The present password, and a code where there is a device: for changing anything about the second step."""

    password = forms.CharField(
        label=_("Present password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["password", "code"]

    def __init__(self, *args, with_code: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("autofocus")
        if not with_code:
            del self.fields["code"]


class DisplayForm(forms.Form):
    """The strip's button."""

    size = forms.ChoiceField(choices=User.DisplaySize.choices)
