"""What a person writes, and what the office answers."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.feedback import rules
from lms.feedback.models import Case


def _words(label: Any, help_text: Any = "", rows: int = 5) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=rules.LONGEST,
                           widget=forms.Textarea(attrs={"rows": rows}))


class SendForm(forms.Form):
    """`once` is made by the server with the form, so that a form sent twice makes one case."""

    text = _words(_("What it is about"))
    anonymous = forms.BooleanField(
        label=_("Without my name"), required=False,
        help_text=_("Whoever answers sees neither your name nor your unit. The system keeps who you are only to bring "
                    "you the answer. What you write may tell who you are all the same."),
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: str, follows: Case | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid.uuid4
        if follows or not rules.may_be_anonymous(kind):
            del self.fields["anonymous"]
        if not rules.may_be_anonymous(kind):
            self.fields["text"].label = _("What should be corrected, and why")

    @property
    def token(self) -> uuid.UUID:
        return self.cleaned_data.get("once") or uuid.uuid4()


class AddForm(forms.Form):
    text = _words(_("Addition"), rows=3)


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Outcome"), choices=Case.Verdict.choices, widget=forms.RadioSelect)
    text = _words(_("Answer"), _("The person reads it as it is. Not accepted: please give the reason."))
