"""Blocks that ask the learner to do something; their lesson is finished when it is done (courses.tasks reads them)."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

ANSWERS = [("text", _("some sentences")), ("line", _("one line")), ("one", _("one of the choices")),
           ("any", _("any of the choices"))]
READERS = [("self", _("only the person himself")), ("office", _("the person, his section head and HR"))]
TAKES = [("either", _("text or a file")), ("text", _("text")), ("file", _("a file"))]


def _title() -> blocks.CharBlock:
    return blocks.CharBlock(label=_("title"), max_length=120)


def _intro() -> blocks.TextBlock:
    return blocks.TextBlock(label=_("what is to be done"), required=False)


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("what is asked"), max_length=300)
    kind = blocks.ChoiceBlock(label=_("answered by"), choices=ANSWERS, default="text")
    choices = blocks.TextBlock(label=_("choices"), required=False, help_text=_("One a line."))
    required = blocks.BooleanBlock(label=_("must be answered"), required=False, default=True)

    def clean(self, value):
        cleaned = super().clean(value)
        lines = {line.strip() for line in (cleaned["choices"] or "").splitlines()} - {""}
        if cleaned["kind"] in ("one", "any") and len(lines) < 2:
            raise blocks.StructBlockValidationError({"choices": ValidationError(gettext("Write two choices or more."))})
        return cleaned


class FormBlock(blocks.StructBlock):
    """自查表: questions to oneself. Not marked; sending it completes it."""

    title = _title()
    intro = _intro()
    questions = blocks.ListBlock(QuestionBlock(), label=_("what is asked, in order"), min_num=1, max_num=40)
    readers = blocks.ChoiceBlock(label=_("who reads the answers"), choices=READERS, default="self")

    class Meta:
        icon = "form"
        label = _("Self-check form (done when sent)")
        template = "courses/blocks/task.html"


class ChecklistBlock(blocks.StructBlock):
    """实践清单: things done at work; each is confirmed by the section head or HR."""

    title = _title()
    intro = _intro()
    items = blocks.ListBlock(blocks.CharBlock(label=_("item"), max_length=300), label=_("items"), min_num=1, max_num=60)

    class Meta:
        icon = "list-ul"
        label = _("Practice checklist (done when all is confirmed)")
        template = "courses/blocks/task.html"


class HandInBlock(blocks.StructBlock):
    """书面作业: marked out of 100 by HR."""

    title = _title()
    intro = _intro()
    takes = blocks.ChoiceBlock(label=_("handed in as"), choices=TAKES, default="either")
    pass_mark = blocks.IntegerBlock(
        label=_("pass mark"), default=60, validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Out of 100."),
    )

    class Meta:
        icon = "upload"
        label = _("Written work (done when marked as passed)")
        template = "courses/blocks/task.html"
