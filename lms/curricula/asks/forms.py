"""What a person writes about a task, and what its answer is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common import clock
from lms.curricula.asks.models import Request


def _text(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}), **options)


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, validators=clock.WITHIN_CALENDAR, widget=forms.DateInput(attrs={"type": "date"},
                                                                             format="%Y-%m-%d"), **options)


class ExtensionForm(forms.Form):
    prefix = "extension"
    wanted_on = _day(_("Wanted until"))
    reason = _text(_("Reason"))


class ExemptionForm(forms.Form):
    prefix = "exemption"
    reason = _text(_("Reason"))


class ExplanationForm(forms.Form):
    prefix = "explanation"
    text = _text(_("Why it is late"))


class DecisionForm(forms.Form):
    """One of two buttons sends it: granted or refused; a refusal needs its reason."""

    until = _day(_("New due date"), required=False, help_text=_("The day asked for, unless you choose another."))
    answer = _text(_("Reason"), required=False, help_text=_("A refusal needs one."))
    verdict = forms.ChoiceField(choices=[("granted", ""), ("refused", "")], widget=forms.HiddenInput)

    def __init__(self, *args: Any, asked: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asked.kind == Request.Kind.EXEMPTION:
            del self.fields["until"]
        else:
            self.fields["until"].initial = asked.wanted_on


class MoveForm(forms.Form):
    """`many`: on the page of a curriculum, those ticked or all that were found."""

    to_on = _day(_("New due date"))
    why = _text(_("Reason"))
    all = forms.BooleanField(label=_("All that were found, not only those ticked"), required=False)

    def __init__(self, *args: Any, many: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not many:
            del self.fields["all"]


FORMS: dict[str, type[forms.Form]] = {
    "extension": ExtensionForm, "exemption": ExemptionForm, "explanation": ExplanationForm,
}
