"""How the question form is laid out; `data-kinds` says which kinds need a part of it (see question.js)."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList

from courses.authoring.question_form import ROWS, QuestionForm


def question_panels() -> ObjectList:
    return ObjectList(
        [
            HelpPanel(_(
                "Saving makes a draft of a new version; somebody else approves it, then papers draw it. Papers already "
                "drawn keep the one they have; a question no longer wanted is retired, never deleted."
            )),
            FieldRowPanel([FieldPanel("bank"), FieldPanel("code")]),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("difficulty")]),
            FieldPanel("stem"),
            FieldPanel("material", help_text=_("What the question is about: a text, a picture, a table.")),
            *_by_kind(),
            FieldRowPanel([FieldPanel("article"), FieldPanel("effective_on")]),
            FieldPanel("explanation"),
            FieldPanel("tags"),
            FieldRowPanel([FieldPanel("retired"), FieldPanel("another")]),
        ],
        base_form_class=QuestionForm,
    )


def _by_kind() -> list[MultiFieldPanel]:
    rows = [FieldRowPanel([FieldPanel(f"option_{row}"), FieldPanel(f"correct_{row}"), FieldPanel(f"fits_{row}")])
            for row in ROWS]
    return [
        MultiFieldPanel(rows, _("Options"), attrs=_kinds("single multi judge order match checklist"), help_text=_(
            "Tick what is correct. Empty rows are left out. "
            "True or false: leave the texts empty and tick the first row for true, the second for false. "
            "Ordering: write the parts in the right order; the paper mixes them. "
            "Matching: beside each left side write what fits it. Checklist: one criterion a row."
        )),
        MultiFieldPanel([FieldPanel("distractors")], _("Right side"), attrs=_kinds("match")),
        MultiFieldPanel([FieldPanel("blanks"), FieldPanel("any_order")], _("Blanks"), attrs=_kinds("fill")),
        MultiFieldPanel([FieldPanel("rubric"), FieldRowPanel([FieldPanel("max_length"), FieldPanel("two_markers")])],
                        _("Marked by a person"), attrs=_kinds("short essay checklist")),
    ]


def _kinds(names: str) -> dict[str, str]:
    return {"data-kinds": names}
