"""Password rules (design 1, accounts)."""

import re

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class LengthValidator(MinimumLengthValidator):
    """The framework's own, with a message that its Chinese catalogue lacks."""

    def get_error_message(self) -> str:
        return _("At least %(count)d characters are needed.") % {"count": self.min_length}


class ThreeClassesValidator:
    """Three of: lower case, upper case, digit, other."""

    def validate(self, password: str, user=None) -> None:
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_few_classes")

    def get_help_text(self) -> str:
        return _("Use at least three of: lower-case letters, upper-case letters, digits, other characters.")
