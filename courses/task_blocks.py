"""Blocks that ask the learner to do something; their lesson is finished when it is done (courses.tasks reads them)."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

ANSWERS = [("text", _("some sentences")), ("line", _("one line")), ("one", _("one of the choices")),
           ("any", _("any of the choices"))]
READERS = [("self", _("only the person himself")), ("office", _("the person, his section head and HR"))]
PREVIEW = "courses/previews/task.html"
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
        description = _("Questions to oneself. Not marked; the lesson is completed by sending it.")
        preview_template = PREVIEW
        preview_value = {
            "title": "四类问题自查表", "intro": "一条问题写一件具体的事。", "readers": "self",
            "questions": [{"question": "有无只考虑本科室？", "kind": "text", "choices": "", "required": True}],
        }


class ChecklistBlock(blocks.StructBlock):
    """实践清单: things done at work; each is confirmed by the section head or HR."""

    title = _title()
    intro = _intro()
    items = blocks.ListBlock(blocks.CharBlock(label=_("item"), max_length=300), label=_("items"), min_num=1, max_num=60)

    class Meta:
        icon = "list-ul"
        label = _("Practice checklist (done when all is confirmed)")
        template = "courses/blocks/task.html"
        description = _("Things done at work, each with its day. The section head or HR confirms them one by one.")
        preview_template = PREVIEW
        preview_value = {"title": "窗口跟班", "intro": "", "items": ["独立受理一件", "当面一次告知", "完成一次转办"]}


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
        description = _(
            "A text or a file that is handed in. HR marks it out of 100; below the pass mark it comes back."
        )
        preview_template = PREVIEW
        preview_value = {"title": "调研短文", "intro": "结合实际，八百字左右。", "takes": "either", "pass_mark": 60}
