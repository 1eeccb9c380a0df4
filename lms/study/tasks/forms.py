"""What a learner sends, and what is answered to it."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses import decks, sniffing
from courses.tasks import Question, Task
from lms.common import clock

HAND_IN_MB = 20
TAKEN = ("pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "dps", "txt", "jpg", "jpeg", "png")
MOST_TEXT = 20_000  # characters


def _long(label: Any, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class SelfCheckForm(forms.Form):
    """A field for each question of the lesson's own version."""

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task = task
        for question in task.questions:
            self.fields[f"q-{question.key}"] = _field(question)

    def answers(self) -> dict[str, Any]:
        return {question.key: self.cleaned_data[f"q-{question.key}"] for question in self.task.questions}


def _field(question: Question) -> forms.Field:
    choices = [(choice, choice) for choice in question.choices]
    if question.kind == "one":
        return forms.ChoiceField(
            label=question.text, required=question.required, choices=choices, widget=forms.RadioSelect)
    if question.kind == "any":
        return forms.MultipleChoiceField(
            label=question.text, required=question.required, choices=choices, widget=forms.CheckboxSelectMultiple)
    if question.kind == "line":
        return forms.CharField(label=question.text, required=question.required, max_length=200)
    return _long(question.text, required=question.required, max_length=2000)


class PracticeForm(forms.Form):
    item = forms.CharField(widget=forms.HiddenInput, max_length=40)
    done_on = forms.DateField(
        label=_("Done on"), validators=clock.WITHIN_CALENDAR,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    note = forms.CharField(
        label=_("Where, with whom, or what shows it"), max_length=500, required=False)


class HandInForm(forms.Form):
    text = _long(_("Your text"), rows=10, max_length=MOST_TEXT, required=False)
    file = forms.FileField(
        label=_("File"), required=False, max_length=200,
        help_text=_("PDF, OFD, Word, WPS, Excel, PowerPoint, text or a picture, at most 20 MB, without a password."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in TAKEN)}))

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if task.takes == "text":
            del self.fields["file"]
        if task.takes == "file":
            del self.fields["text"]
        if len(self.fields) == 1:
            next(iter(self.fields.values())).required = True

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file:
            try:
                _look_into(file)
            except (sniffing.FileRefused, decks.DeckRefused) as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return file

    def clean(self) -> dict:
        data = super().clean() or self.cleaned_data
        if not self.errors and not (data.get("text") or "").strip() and not data.get("file"):
            raise forms.ValidationError(gettext("Write something, or choose a file."))
        return data


def _look_into(file: Any) -> None:
    if sniffing.extension_of(file.name) not in TAKEN:
        raise sniffing.FileRefused(gettext("This kind of file is not taken here."))
    sniffing.check(file, name=file.name, size=file.size, most_mb=HAND_IN_MB)
    if sniffing.extension_of(file.name) == "pdf":
        with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            decks.check_opens(Path(copy.name))
        file.seek(0)


class MarkForm(forms.Form):
    """One of two buttons sends it: marked, or given back with the reason."""

    mark = forms.IntegerField(label=_("Mark, out of 100"), min_value=0, max_value=100)
    comment = _long(_("Comment, or the reason for returning it"), max_length=2000, required=False)
    verdict = forms.ChoiceField(choices=[("marked", ""), ("returned", "")])

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["mark"].required = not data or data.get("verdict") != "returned"

    def clean(self) -> dict:
        return _with_reason(self, super().clean() or self.cleaned_data)


class ConfirmForm(forms.Form):
    comment = _long(_("Comment, or the reason for returning it"), max_length=2000, required=False)
    verdict = forms.ChoiceField(choices=[("confirmed", ""), ("returned", "")])

    def clean(self) -> dict:
        return _with_reason(self, super().clean() or self.cleaned_data)


def _with_reason(form: forms.Form, data: dict) -> dict:
    if data.get("verdict") == "returned" and not (data.get("comment") or "").strip():
        form.add_error("comment", gettext("Give the reason: nothing is returned without one."))
    return data
