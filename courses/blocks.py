"""What a lesson is made of."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import AudioChooserBlock, VideoChooserBlock

from courses.task_blocks import ChecklistBlock, FormBlock, HandInBlock


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("image"))
    alt_text = blocks.CharBlock(label=_("text for those who cannot see it"), max_length=200)
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "courses/blocks/image.html"


class VideoBlock(blocks.StructBlock):
    media = VideoChooserBlock(label=_("video"))
    smaller = blocks.ListBlock(
        VideoChooserBlock(label=_("smaller file")), label=_("the same film in smaller sizes"), default=[],
        help_text=_("Optional, for slow lines: the learner may change over while watching. Length as the film itself."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "courses/blocks/video.html"


class AudioBlock(blocks.StructBlock):
    media = AudioChooserBlock(label=_("audio"), help_text=_("Give it a transcript: nobody hears in an open office."))

    class Meta:
        icon = "wagtailmedia-audio"
        label = _("Audio")
        template = "courses/blocks/audio.html"


class PagesValue(blocks.StructValue):
    """A document and, put in by `rendering`, the deck that shows it."""

    deck: Any = None
    title: str = ""


class PagesBlock(blocks.StructBlock):
    document = DocumentChooserBlock(
        label=_("PDF"), help_text=_("Slides are saved as PDF in the office program. No password, 300 pages at most.")
    )
    note = blocks.CharBlock(label=_("what it is for"), required=False, max_length=200)

    class Meta:
        icon = "doc-full-inverse"
        label = _("PDF or slides, shown page by page")
        template = "courses/blocks/pages.html"
        value_class = PagesValue


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("document"))
    note = blocks.CharBlock(label=_("what it is for"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "courses/blocks/document.html"


class LawBlock(blocks.StructBlock):
    law = blocks.CharBlock(label=_("law"), max_length=100)
    article = blocks.CharBlock(label=_("article"), max_length=50)
    text = blocks.TextBlock(label=_("text or gist"))
    effective_on = blocks.DateBlock(label=_("in force since"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Law citation")
        template = "courses/blocks/law.html"


class LessonBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Text"), features=["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"],
        template="courses/blocks/text.html",
    )
    image = FigureBlock()
    video = VideoBlock()
    audio = AudioBlock()
    pages = PagesBlock()
    document = DocumentBlock()
    key_point = blocks.TextBlock(label=_("Key point"), icon="pick", template="courses/blocks/key_point.html")
    law = LawBlock()
    form = FormBlock()
    checklist = ChecklistBlock()
    hand_in = HandInBlock()
