"""What people write in discussions, and what moderators decide."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.discussion import rules
from lms.discussion.models import Report


def _words(label: Any, most: int, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=most, strip=True,
                           widget=forms.Textarea(attrs={"rows": rows}))


class SayForm(forms.Form):
    """`once` is made by the server with the form, so that a form sent twice makes one post."""

    text = _words(_("What you want to say"), rules.LONGEST, help_text=_(
        "Plain text, 1000 characters at most. Your name and unit stand beside it; everybody on this course reads it."))
    as_office = forms.BooleanField(label=_("As an official answer"), required=False)
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, choosing: bool = False, answering: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid.uuid4
        if answering:
            self.fields["text"].label = _("Your reply")
        if not choosing:
            del self.fields["as_office"]

    @property
    def token(self) -> uuid.UUID:
        return self.cleaned_data.get("once") or uuid.uuid4()


class EditForm(forms.Form):
    text = _words(_("What you want to say"), rules.LONGEST, rows=6)


class ReportForm(forms.Form):
    reason = _words(_("What is wrong with it"), rules.LONGEST_REASON, 3, _(
        "The editor of the course and the HR section read it, with your name; the author does not learn who you are."))


class HideForm(forms.Form):
    reason = _words(_("Reason"), rules.LONGEST_REASON, 3, _("The author reads it as it is."))


class AnswerReportForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect, choices=[
        (Report.Outcome.HIDDEN, _("Hide the post")), (Report.Outcome.KEPT, _("The post stands"))])
    answer = _words(_("Reason"), rules.LONGEST_REASON, 3, _(
        "Whoever reported the post reads it; so does its author, if the post is hidden."))
