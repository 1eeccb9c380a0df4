"""The question form: rows of text and a tick, instead of JSON. What a kind does not need is put away by the script."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses import duplicates, question_rows, rules
from courses.duplicates import Known
from courses.models import Question
from courses.question_rows import Row
from courses.services import create_question, revise_question

ROWS = range(1, 9)
WRITTEN = ("kind", "stem", "material", "explanation", "article", "effective_on", "difficulty", "rubric", "max_length",
           "two_markers", "any_order", "retired")


def _row_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for row in ROWS:
        for name, word, most in (("option", _("option"), 300), ("fits", _("fits"), 300)):
            label = format_lazy("{} {}", word, row)
            fields[f"{name}_{row}"] = forms.CharField(label=label, max_length=most, required=False)
        fields[f"correct_{row}"] = forms.BooleanField(label=format_lazy("{} {}", _("correct"), row), required=False)
    fields["blanks"] = forms.CharField(
        label=_("what is accepted"), required=False, widget=forms.Textarea({"rows": 4}), help_text=_(
            "One blank a line, other accepted forms after a | sign: 30日|三十日. "
            "Width, case and spaces make no difference. Draw each blank in the stem as ____."
        ))
    fields["distractors"] = forms.CharField(
        label=_("right sides that fit nothing"), required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("One a line. They make guessing harder."))
    fields["another"] = forms.BooleanField(
        label=_("It is another question, although one is like it"), required=False)
    return fields


QuestionRows = type("QuestionRows", (forms.Form,), _row_fields())


def _link(known: Known) -> str:
    return format_html('<a href="{}">{} {}</a>', reverse("courses_questions:inspect", args=[known.pk]), known.code,
                       known.stem[:60])


class QuestionForm(QuestionRows, WagtailAdminModelForm):  # type: ignore[misc, valid-type]
    """Saving writes a draft of a new version; the approved one stays as papers draw it."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._fill_rows()
            for name in ("bank", "code"):
                self.fields[name].disabled = True

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=[Script("courses/question.js", type="module")])  # type: ignore[list-item]

    def _fill_rows(self) -> None:
        one = self.instance
        for number, row in zip(ROWS, question_rows.rows_of(one.kind, one.options, one.targets, one.answer),
                               strict=False):
            self.initial[f"option_{number}"] = row.text
            self.initial[f"correct_{number}"], self.initial[f"fits_{number}"] = row.right, row.fits
        if one.kind == Question.Kind.FILL:
            self.initial["blanks"] = question_rows.joined_blanks(one.answer)
        if one.kind == Question.Kind.MATCH:
            self.initial["distractors"] = question_rows.distractors_of(one.targets, one.answer)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.content = question_rows.content_of(
            cleaned.get("kind", ""), self._rows(cleaned), cleaned.get("blanks", ""), cleaned.get("distractors", ""))
        try:
            rules.validate_question(
                cleaned.get("kind", ""), self.content["options"], self.content["answer"],
                stem=cleaned.get("stem", ""), targets=self.content["targets"], rubric=cleaned.get("rubric", ""))
        except rules.QuestionRefused as refused:
            raise ValidationError(str(refused)) from refused
        if not self.instance.pk:
            self._refuse_known_code(cleaned)
        if cleaned.get("bank") and cleaned.get("stem"):
            self._refuse_duplicates(cleaned)
        return cleaned

    def _refuse_duplicates(self, cleaned: dict[str, Any]) -> None:
        """The same question is refused; one that is nearly the same is to be confirmed."""
        known, code = duplicates.index_of(cleaned["bank"]), cleaned.get("code", "")
        content = {"kind": cleaned.get("kind"), "stem": cleaned["stem"], "material": cleaned.get("material"),
                   **self.content}
        if same := known.same(content, but=code):
            self.add_error(None, format_html("{} {}", _("The bank has this question already:"), _link(same)))
        elif not cleaned.get("another") and (near := known.near(cleaned["stem"], but=code)):
            text = _("The bank has questions like it. Read them; if yours is another one, tick that and save again:")
            links = format_html_join("、", "{}", ((_link(one),) for one in near))
            self.add_error("another", format_html("{} {}", text, links))

    def _rows(self, cleaned: dict[str, Any]) -> list[Row]:
        return [Row(cleaned.get(f"option_{row}", "").strip(), bool(cleaned.get(f"correct_{row}")),
                    cleaned.get(f"fits_{row}", "").strip()) for row in ROWS]

    def _refuse_known_code(self, cleaned: dict[str, Any]) -> None:
        if Question.objects.filter(bank=cleaned.get("bank"), code=cleaned.get("code")).exists():
            self.add_error("code", _("The bank has a question with this code already."))

    def save(self, commit: bool = True) -> Question:
        """`for_user` is who writes; see the framework's form."""
        values = {name: self.cleaned_data[name] for name in WRITTEN} | self.content
        values["material"] = list(values["material"].get_prep_value())
        values |= {"tags": self.cleaned_data["tags"], "by": self.for_user}
        if self.instance.pk:
            return revise_question(self.instance, **values)
        values.pop("retired")
        return create_question(bank=self.cleaned_data["bank"], code=self.cleaned_data["code"], **values)
