"""The question form: six rows of text and a tick, instead of JSON."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList

from courses import rules
from courses.models import Question
from courses.services import create_question, revise_question

ROWS = range(1, 7)
KEYS = "ABCDEF"
WRITTEN = ("kind", "stem", "explanation", "article", "retired")


def _row_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for row in ROWS:
        option, correct = format_lazy("{} {}", _("option"), row), format_lazy("{} {}", _("correct"), row)
        fields[f"option_{row}"] = forms.CharField(label=option, max_length=300, required=False)
        fields[f"correct_{row}"] = forms.BooleanField(label=correct, required=False)
    return fields


OptionRows = type("OptionRows", (forms.Form,), _row_fields())


class QuestionForm(OptionRows, WagtailAdminModelForm):  # type: ignore[misc, valid-type]
    """Saving writes a new version; the one before stays as papers drew it."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._fill_rows()
            for name in ("bank", "code"):
                self.fields[name].disabled = True

    def _fill_rows(self) -> None:
        for row, option in zip(ROWS, self.instance.options, strict=False):
            self.initial[f"option_{row}"] = option["text"]
            self.initial[f"correct_{row}"] = option["key"] in self.instance.answer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.options, self.answer = self._rows(cleaned)
        try:
            rules.validate_question(cleaned.get("kind", ""), self.options, self.answer)
        except rules.QuestionRefused as refused:
            raise ValidationError(str(refused)) from refused
        if not self.instance.pk:
            self._refuse_known_code(cleaned)
        return cleaned

    def _rows(self, cleaned: dict[str, Any]) -> tuple[list[dict[str, str]], list[str]]:
        """The rows that are filled in, keyed A, B, C … or T and F; and the keys that are ticked."""
        rows = [(cleaned.get(f"option_{row}", "").strip(), cleaned.get(f"correct_{row}")) for row in ROWS]
        keys, filled = KEYS, [row for row in rows if any(row)]
        if cleaned.get("kind") == Question.Kind.JUDGE:
            keys, words = "TF", (gettext("True"), gettext("False"))
            filled = [(text or word, ticked) for (text, ticked), word in zip(rows, words, strict=False)]
        keyed = list(zip(keys, filled, strict=False))
        options = [{"key": key, "text": text} for key, (text, _ticked) in keyed]
        return options, [key for key, (_text, ticked) in keyed if ticked]

    def _refuse_known_code(self, cleaned: dict[str, Any]) -> None:
        if Question.objects.filter(bank=cleaned.get("bank"), code=cleaned.get("code")).exists():
            self.add_error("code", _("The bank has a question with this code already."))

    def save(self, commit: bool = True) -> Question:
        values = {name: self.cleaned_data[name] for name in WRITTEN}
        values |= {"options": self.options, "answer": self.answer}
        if self.instance.pk:
            return revise_question(self.instance, **values)
        return create_question(bank=self.cleaned_data["bank"], code=self.cleaned_data["code"], **values)


def question_panels() -> ObjectList:
    rows = [FieldRowPanel([FieldPanel(f"option_{row}"), FieldPanel(f"correct_{row}")]) for row in ROWS]
    return ObjectList(
        [
            HelpPanel(_(
                "Saving makes a new version. Papers already drawn keep the one they have; "
                "a question no longer wanted is retired, never deleted."
            )),
            FieldRowPanel([FieldPanel("bank"), FieldPanel("code"), FieldPanel("kind")]),
            FieldPanel("stem"),
            MultiFieldPanel(rows, _("Options"), help_text=_(
                "Tick what is correct. Empty rows are left out. "
                "True or false: leave the texts empty and tick the first row for true, the second for false."
            )),
            FieldPanel("article"),
            FieldPanel("explanation"),
            FieldPanel("retired"),
        ],
        base_form_class=QuestionForm,
    )
