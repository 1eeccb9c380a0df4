"""The recipe's form: it says at once what the bank cannot serve."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel

from courses import checks, recipes, rules
from courses.models import Question


class AssessmentForm(WagtailAdminModelForm):
    def _post_clean(self) -> None:
        """After the model's own checks, when the instance holds what was typed."""
        super()._post_clean()
        if not self.errors and (problems := checks.problems_of_assessment(self.instance)):
            self.add_error(None, ValidationError(problems))


class DrawPanel(Panel):
    """What the saved recipe adds up to, and what its bank holds."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/panels/draw.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.bank_id)

        def get_context_data(self, parent_context=None) -> dict[str, Any]:
            held = recipes.available_in(self.instance.bank_id)
            drawn = recipes.draw_of(self.instance)
            rows = [(label, drawn[kind], held.get(kind, 0)) for kind, label in Question.Kind.choices if kind in drawn]
            return super().get_context_data(parent_context) | {"rows": rows, "total": recipes.total_of(self.instance)}


def assessment_panels() -> ObjectList:
    kinds = [FieldRowPanel([FieldPanel(f"{kind}_count"), FieldPanel(f"{kind}_points")])
             for kind in rules.KINDS]
    return ObjectList(
        [
            DrawPanel(),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("bank")]),
            MultiFieldPanel(kinds, _("What a paper draws"), help_text=_("0 draws none of that kind.")),
            FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("minutes"), FieldPanel("attempts")]),
            FieldRowPanel([FieldPanel("shuffle"), FieldPanel("answers_shown")]),
            FieldPanel("pledge", help_text=_("What a person agrees to before the first question.")),
        ],
        base_form_class=AssessmentForm,
    )
