"""Signing in, changing the password, choosing the type size."""

from axes.conf import settings as axes
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.people.models import User
from lms.people.services.accounts import was_used


def credentials_of(staff_no: str) -> dict[str, str]:
    """The staff number under the name axes looks for; Django's backend takes this one as well as `username`."""
    return {str(axes.AXES_USERNAME_FORM_FIELD): staff_no}


class SignInForm(AuthenticationForm):
    """By 工号; full-width digits are taken for what they are (the field normalises NFKC)."""

    error_messages = {
        "invalid_login": _("The staff number or the password is not right."),
        "inactive": _("The staff number or the password is not right."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Staff number")
        self.fields["username"].widget.attrs["inputmode"] = "text"

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip()

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


class DisplayForm(forms.Form):
    """The strip's button."""

    size = forms.ChoiceField(choices=User.DisplaySize.choices)
