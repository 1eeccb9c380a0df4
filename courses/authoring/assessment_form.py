"""The recipe's form: it says at once what the bank cannot serve."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, Panel

from courses import recipes, serving
from courses.models import Assessment, Question


class AssessmentForm(WagtailAdminModelForm):
    def is_valid(self) -> bool:
        """After the sections are known: a paper can be drawn, or the recipe is not saved."""
        valid = super().is_valid()
        if not valid or self.cleaned_data["kind"] != Assessment.Kind.EXAM:
            return valid
        problems = serving.problems_of({"sections": self._sections()})
        if problems:
            self.add_error(None, ValidationError(problems))
        return not problems

    def _sections(self) -> list[dict[str, Any]]:
        bank = self.cleaned_data["bank"]
        rows = [form.instance for form in self.formsets["sections"].ordered_forms]
        return recipes.frozen_sections(rows, bank.code if bank else None)


class ServingPanel(Panel):
    """What the saved recipe adds up to, whether its bank can serve it, and how alike two papers are."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/panels/draw.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.bank_id)

        def get_context_data(self, parent_context=None) -> dict[str, Any]:
            serving_now = serving.serving_of(recipes.recipe_of(self.instance) or {})
            return super().get_context_data(parent_context) | {"serving": serving_now}


def _kinds() -> list[tuple[str, Any]]:
    return [("", format_lazy("— {} —", _("any kind"))), *Question.Kind.choices]


def _difficulties() -> list[tuple[str, Any]]:
    return [("", format_lazy("— {} —", _("any difficulty"))),
            *((str(number), word) for number, word in Question.Difficulty.choices)]


def _section_panels() -> list[Panel]:
    return [
        FieldPanel("title", help_text=_("Empty: what it draws.")),
        FieldPanel("instructions", widget=forms.Textarea(attrs={"rows": 2})),
        FieldRowPanel([FieldPanel("kind", widget=forms.Select(choices=_kinds())), FieldPanel("bank")]),
        FieldRowPanel([
            FieldPanel("tags", help_text=_("Empty: about anything. Between commas: a question must have all of them.")),
            FieldPanel("difficulty", widget=forms.Select(choices=_difficulties())),
        ]),
        FieldRowPanel([
            FieldPanel("count"), FieldPanel("points"),
            FieldPanel("lost", help_text=_("0: a wrong answer costs nothing, as is usual.")),
        ]),
        FieldPanel("codes", widget=forms.Textarea(attrs={"rows": 2}), help_text=_(
            "Everybody gets just these questions, in this order; nothing is drawn. One code a line, or between spaces."
        )),
    ]


def _marking_panels() -> Panel:
    return FieldRowPanel([
        FieldPanel("two_markers", help_text=_("Short answers and essays: the second does not see the first mark.")),
        FieldPanel("tolerance", help_text=_("Two who differ by more wait for an arbiter; else the mean counts.")),
    ])


def assessment_panels() -> ObjectList:
    times = [
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
        FieldRowPanel([FieldPanel("late_minutes"), FieldPanel("minutes")]),
    ]
    return ObjectList(
        [
            ServingPanel(),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("bank")]),
            InlinePanel("sections", panels=_section_panels(), heading=_("Sections of the paper"),
                        label=_("section of a paper"), help_text=_("A question is never drawn twice for one paper.")),
            FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("attempts"), FieldPanel("cooldown_hours")]),
            FieldRowPanel([FieldPanel("counting"), FieldPanel("partial")]),
            MultiFieldPanel(times, _("Time"), help_text=_(
                "Without a window the exam is always open. Whoever starts has his minutes, but none after it closes."
            )),
            FieldRowPanel([FieldPanel("shuffle"), FieldPanel("shuffle_options"), FieldPanel("answers_shown")]),
            _marking_panels(),
            FieldPanel("pledge", help_text=_("What a person agrees to before the first question.")),
        ],
        base_form_class=AssessmentForm,
    )
