"""What is read from the marker's and HR's forms."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.assessment.forms import person_of
from lms.assessment.marking.rules import STEP
from lms.assessment.marking.services import LONGEST
from lms.common import clock
from lms.people.models import Department, User

DAY: dict[str, Any] = {
    "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "validators": clock.WITHIN_CALENDAR,
}


class MarkingForm(forms.Form):
    """Points of one answer and a word to the learner; the service knows how many there are to give."""

    points = forms.DecimalField(label=_("points"), min_value=Decimal(0), max_digits=7, decimal_places=2, step_size=STEP)
    comment = forms.CharField(
        label=_("comment"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The learner reads it."),
    )


class MarkerForm(forms.Form):
    staff_no = forms.CharField(label=_("staff number"), max_length=20)
    unit = forms.CharField(label=_("unit code"), max_length=32, required=False, help_text=_("Empty: of everybody."))
    from_on = forms.DateField(label=_("from"), **DAY)
    to_on = forms.DateField(label=_("to"), required=False, help_text=_("Empty: until dismissed."), **DAY)
    arbiter = forms.BooleanField(label=_("decides where two differ"), required=False)

    def clean_staff_no(self) -> User:
        return person_of(self.cleaned_data["staff_no"])

    def clean_unit(self) -> Department | None:
        code = self.cleaned_data["unit"].strip()
        found = Department.objects.filter(code=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(_("No unit has this code."))
        return found

    @property
    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"person": given.pop("staff_no"), "department": given.pop("unit"), **given}
