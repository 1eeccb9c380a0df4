"""The log's filters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.audit.selectors import Filters
from lms.audit.words import RESULTS, choices
from lms.common import clock


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, validators=clock.WITHIN_CALENDAR, widget=forms.DateInput(attrs={"type": "date"})
    )


class FilterForm(forms.Form):
    """Empty fields ask for everything."""

    action = forms.ChoiceField(label=_("Kind of act"), required=False, choices=choices)
    person = forms.CharField(label=_("Staff number"), required=False, max_length=20)
    result = forms.ChoiceField(
        label=_("Result"), required=False, choices=lambda: [("", _("every result")), *RESULTS.items()]
    )
    since = _day(_("From"))
    until = _day(_("Until"))
    address = forms.GenericIPAddressField(label=_("Network address"), required=False)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return cleaned

    def filters(self) -> Filters | None:
        """What was asked, or None when it makes no sense."""
        return Filters(**self.cleaned_data) if self.is_valid() else None
