"""What the page may ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common.clock import WITHIN_CALENDAR


class FreezeForm(forms.Form):
    on = forms.DateField(label=_("As of the end of"), validators=WITHIN_CALENDAR)
