"""What HR enters about a regrade."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import Question
from lms.assessment.regrading.models import Regrade

WAYS = (
    (Regrade.Way.NEW_KEY, _("Mark by the new key: whoever gave the answer that is right now gets the points, whoever "
                            "gave the other loses them")),
    (Regrade.Way.FULL_POINTS, _("Everybody gets the points, whatever he answered: nobody loses any")),
    (Regrade.Way.LEFT_OUT, _("Leave the question out: its points leave the total, and the rest counts out of 100")),
)
PASSES = (
    ("keep", _("Keep them: whoever had passed stays passed, with his new score (usual practice)")),
    ("take", _("Take them back: whoever is below the pass mark now has not passed; hours are reversed and the "
               "certificate is revoked")),
)
LONG = {"rows": 3, "maxlength": 300}


class OpenForm(forms.Form):
    """Which versions were wrong, and how the answers given to them are marked instead."""

    wrong = forms.TypedMultipleChoiceField(
        label=_("Versions that were wrong"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one version that was wrong.")},
    )
    way = forms.ChoiceField(label=_("How to regrade"), choices=WAYS, widget=forms.RadioSelect)
    passes = forms.ChoiceField(
        label=_("Passes that the new score no longer reaches"), choices=PASSES, initial="keep",
        widget=forms.RadioSelect,
    )
    keep_reason = forms.CharField(
        label=_("Why passes are taken back"), max_length=300, required=False, widget=forms.Textarea(LONG),
        help_text=_("Only when they are; it stands in the decision."),
    )
    reason = forms.CharField(
        label=_("What was wrong"), max_length=300, widget=forms.Textarea(LONG),
        help_text=_("One or two sentences with the basis. Everybody whose score changes reads them."),
    )

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        older = Question.objects.filter(bank=question.bank_id, code=question.code, is_current=False).order_by("version")
        self.fields["wrong"].choices = [  # type: ignore[attr-defined]
            (row.version, _("Version %(number)s, key %(key)s") % {"number": row.version, "key": "、".join(row.answer)})
            for row in older
        ]
        self.initial.setdefault("wrong", [value for value, _label in self.fields["wrong"].choices])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("passes") == "take" and not data.get("keep_reason", "").strip():
            self.add_error("keep_reason", _("Please say why passes are taken back: it stands in the decision."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """As `services.open_regrade` takes them."""
        data = self.cleaned_data
        return {"wrong": data["wrong"], "way": data["way"], "reason": data["reason"],
                "keep_passes": data["passes"] == "keep", "keep_reason": data["keep_reason"]}


class DecideForm(forms.Form):
    """The second person's words: a remark beside a yes, the reason of a no."""

    words = forms.CharField(
        label=_("Remark or reason"), max_length=300, required=False, widget=forms.Textarea(LONG),
        help_text=_("Needed to refuse; it stands in the decision."),
    )
