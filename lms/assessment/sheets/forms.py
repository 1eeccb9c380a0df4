"""What is read from the office's forms."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.assessment.sheets.lines import LONGEST
from lms.common.clock import FIRST_DAY, LAST_DAY


class DrawForm(forms.Form):
    """`once` is made by the server with the form, so that a form sent twice draws one set."""

    course = forms.ChoiceField(label=_("Course"))
    begins_at = forms.DateTimeField(
        label=_("Begins"), help_text=_("The day and hour people sit it; the recipe says how long it takes."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, courses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = courses  # type: ignore[attr-defined]
        self.fields["once"].initial = uuid.uuid4
        self.fields["begins_at"].validators += [
            MinValueValidator(_midnight(FIRST_DAY)), MaxValueValidator(_midnight(LAST_DAY)),
        ]

    @property
    def token(self) -> uuid.UUID:
        return self.cleaned_data.get("once") or uuid.uuid4()


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


class LineForm(forms.Form):
    """One person's sheet."""

    staff_no = forms.CharField(label=_("Staff number"), max_length=20)
    letter = forms.ChoiceField(label=_("Which paper"), choices=[("A", "A"), ("B", "B")])
    line = forms.CharField(label=_("Answers given"), max_length=LONGEST, required=False, strip=True)


class CorrectionForm(forms.Form):
    letter = forms.ChoiceField(label=_("Which paper"), choices=[("A", "A"), ("B", "B")])
    line = forms.CharField(label=_("Answers given"), max_length=LONGEST, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200,
                             help_text=_("As “misread at question 12”. It is kept with both entries."))


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Filled-in template"), help_text=_("An .xlsx or .xls workbook of at most 5 MB."))


class PrintForm(forms.Form):
    """`unit`: for each of its people a sheet of his own with name and number; without it, blanks to be copied."""

    WHAT = (("papers", _("Papers")), ("sheets", _("Answer sheets")), ("key", _("Key for the markers")))

    what = forms.ChoiceField(label=_("What to print"), choices=WHAT)
    letter = forms.ChoiceField(label=_("Which paper"), choices=[("", _("A and B")), ("A", "A"), ("B", "B")],
                               required=False)
    unit = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("blank, to be copied")), *units]  # type: ignore[attr-defined]
