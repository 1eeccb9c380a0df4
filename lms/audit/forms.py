"""The log's filters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.audit.selectors import Filters
from lms.common import clock


class FilterForm(forms.Form):
    """Empty fields ask for everything."""

    action = forms.CharField(label=_("Action begins with"), required=False, max_length=64)
    person = forms.CharField(label=_("Staff number"), required=False, max_length=20)
    since = forms.DateField(
        label=_("From"), required=False, validators=clock.WITHIN_CALENDAR,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("Until"), required=False, validators=clock.WITHIN_CALENDAR,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return cleaned

    def filters(self) -> Filters | None:
        """What was asked, or None when it makes no sense."""
        return Filters(**self.cleaned_data) if self.is_valid() else None
