"""What is read from a request, in the types the services expect."""

import json
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from lms.assessment.models.grants import MOST_MINUTES
from lms.common import clock
from lms.people.models import Department, User

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LARGEST_SAVE = 40_000  # bytes; an essay of 5000 characters is about 15,000


class MarkForm(forms.Form):
    staff_no = forms.CharField(label=_("staff number"), max_length=20)
    course = forms.CharField(label=_("course code"), max_length=32)
    score = forms.DecimalField(
        label=_("score"), min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2
    )
    note = forms.CharField(label=_("note"), max_length=200, required=False)


def read_save(request: HttpRequest) -> dict[str, Any] | None:
    """The JSON object of a save; None for anything else. An object without an item asks for the time only."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_SAVE:
            return None
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def has_form(post: QueryDict) -> bool:
    """The request carries the whole paper's form."""
    return "form" in post


def read_answers(paper: dict, post: QueryDict) -> dict[int, tuple[list[str], bool]]:
    """Item → (keys, flagged) of the whole form; empty when the request does not carry the form."""
    if not has_form(post):
        return {}
    numbers = [item["item"] for item in paper["items"]]
    return {number: (post.getlist(f"a{number}"), f"f{number}" in post) for number in numbers}


def person_of(staff_no: str) -> User:
    found = User.objects.filter(staff_no=staff_no.strip(), is_active=True).first()
    if found is None:
        raise forms.ValidationError(_("Nobody has this staff number."))
    return found


class OfficeForm(forms.Form):
    """Labels without a colon, as everywhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)


class GrantForm(OfficeForm):
    """Minutes and why, for one attempt."""

    minutes = forms.IntegerField(label=_("minutes"), min_value=1, max_value=MOST_MINUTES)
    reason = forms.CharField(label=_("reason"), max_length=300)


class MakeUpForm(OfficeForm):
    """`people`: staff numbers between spaces, commas or line ends; none is everybody who needs it."""

    opens_at = forms.DateTimeField(label=_("opens"), widget=MOMENT)
    closes_at = forms.DateTimeField(label=_("closes"), widget=MOMENT)
    attempts = forms.IntegerField(label=_("attempts"), min_value=1, max_value=10, initial=1)
    reason = forms.CharField(label=_("reason"), max_length=300)
    people = forms.CharField(
        label=_("staff numbers"), max_length=2000, required=False,
        widget=forms.TextInput(attrs={"placeholder": _("all of them")}),
    )

    def clean_people(self) -> list[str]:
        return [number for number in re.split(r"[\s,，、;；]+", self.cleaned_data["people"]) if number]


class InvigilatorForm(OfficeForm):
    staff_no = forms.CharField(label=_("staff number"), max_length=20)
    unit = forms.CharField(label=_("unit code"), max_length=32)

    def clean_staff_no(self) -> User:
        return person_of(self.cleaned_data["staff_no"])

    def clean_unit(self) -> Department:
        found = Department.objects.filter(code=self.cleaned_data["unit"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("No unit has this code."))
        return found


class AllowanceForm(OfficeForm):
    staff_no = forms.CharField(label=_("staff number"), max_length=20)
    course = forms.CharField(label=_("course code"), max_length=32, required=False,
                             help_text=_("Empty: in every exam."))
    minutes = forms.IntegerField(label=_("minutes"), min_value=1, max_value=MOST_MINUTES)
    from_on = forms.DateField(label=_("from"), widget=forms.DateInput(attrs={"type": "date"}),
                              validators=clock.WITHIN_CALENDAR)
    to_on = forms.DateField(label=_("to"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
                            validators=clock.WITHIN_CALENDAR, help_text=_("Empty: until it is withdrawn."))
    reason = forms.CharField(label=_("reason"), max_length=300, help_text=_(
        "Only the HR office and the person read it; an invigilator sees the minutes."))

    def clean_staff_no(self) -> User:
        return person_of(self.cleaned_data["staff_no"])

    def clean_course(self) -> Course | None:
        code = self.cleaned_data["course"].strip()
        found = Course.objects.filter(code__iexact=code).first() if code else None
        if code and found is None:
            raise forms.ValidationError(_("No course has this code."))
        return found

    @property
    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"person": given.pop("staff_no"), **given}


def first_error(form: forms.Form) -> str:
    """“reason: this field is required”: the first thing to put right."""
    for name, errors in form.errors.items():
        return f"{form.fields[name].label}: {errors[0]}" if name in form.fields else str(errors[0])
    return ""
