"""What the address of a report may ask for."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.people.models import Category
from lms.reports.selectors.wanted import ALL, Wanted


class WantedForm(forms.Form):
    """What to narrow the figures to; a word we do not know finds nothing, a category there is not is a mistake."""

    course = forms.CharField(label=_("Course"), required=False, max_length=32)
    subject = forms.CharField(label=_("Course category"), required=False, max_length=50)
    curriculum = forms.CharField(label=_("Curriculum"), required=False, max_length=32)
    category = forms.ChoiceField(label=_("Staff category"), required=False, choices=[("", ""), *Category.choices])

    @property
    def wanted(self) -> Wanted:
        return Wanted(**{name: self.cleaned_data.get(name) or "" for name in vars(ALL)})

    @property
    def mistakes(self) -> str:
        return " ".join(str(message) for name in self.errors for message in self.errors[name])


class AsOfForm(WantedForm):
    """The day, the cycle and the measure asked for; anything left out has a default."""

    on = forms.DateField(
        label=_("As of"), required=False, input_formats=["%Y-%m-%d"], validators=clock.WITHIN_CALENDAR,
        error_messages={"invalid": _("This is not a day. Write it as YYYY-MM-DD, for example 2026-06-30.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    cycle = forms.CharField(label=_("Cycle"), required=False, max_length=16)


@dataclass(frozen=True)
class AsOf:
    """What to show. `error` says in words why the day asked for is not the day shown."""

    on: dt.date
    cycle: str
    wanted: Wanted = ALL
    error: str = ""

    @property
    def values(self) -> dict[str, str]:
        """As an address or a hidden field carries it; what is not asked for is left out."""
        asked = {"on": f"{self.on}", "cycle": self.cycle} | vars(self.wanted)
        return {name: value for name, value in asked.items() if value}


def as_of(data) -> AsOf:
    """Read a query or a form; a mistake falls back to today and says so."""
    form = AsOfForm(data)
    form.is_valid()
    values = form.cleaned_data
    on = values.get("on") or clock.today()
    return AsOf(on, values.get("cycle") or clock.cycle_of(on), form.wanted, form.mistakes)


def _day(label) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, input_formats=["%Y-%m-%d"], validators=clock.WITHIN_CALENDAR,
        error_messages={"invalid": _("This is not a day. Write it as YYYY-MM-DD, for example 2026-06-30.")},
    )


class PeriodForm(WantedForm):
    """From one day to another; left out, it is this year until today."""

    since = _day(_("From"))
    until = _day(_("Until"))
    unit = forms.CharField(label=_("Unit"), required=False, max_length=20)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("since") and cleaned.get("until") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", _("The last day is before the first."))
        return cleaned


@dataclass(frozen=True)
class Period:
    """What to count. `error` says in words why the days asked for are not the days shown."""

    since: dt.date
    until: dt.date
    wanted: Wanted = ALL
    unit: str = ""
    error: str = ""

    @property
    def values(self) -> dict[str, str]:
        """As an address or a hidden field carries it."""
        return {"since": f"{self.since}", "until": f"{self.until}"} | self.narrowed

    @property
    def narrowed(self) -> dict[str, str]:
        """Without the days."""
        return {name: value for name, value in ({"unit": self.unit} | vars(self.wanted)).items() if value}


def period_of(data) -> Period:
    """Read a query or a form; a mistake falls back to this year and says so."""
    form = PeriodForm(data)
    form.is_valid()
    today, values = clock.today(), form.cleaned_data
    until = today if form.errors else values.get("until") or today
    since = until.replace(month=1, day=1) if form.errors else values.get("since") or until.replace(month=1, day=1)
    return Period(since, until, form.wanted, values.get("unit") or "", form.mistakes)


class RemindForm(forms.Form):
    staff_no = forms.CharField(max_length=20)
    course = forms.CharField(max_length=32, required=False)
    next = forms.CharField(max_length=300, required=False)
