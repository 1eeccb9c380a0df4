"""What a lesson is made of."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import AudioChooserBlock, VideoChooserBlock

from courses.citations.rules import Standing, standing_on
from courses.task_blocks import ChecklistBlock, FormBlock, HandInBlock


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("image"))
    alt_text = blocks.CharBlock(label=_("text for those who cannot see it"), max_length=200)
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "courses/blocks/image.html"
        description = _("A picture with its caption. Learners who cannot see it have the text read to them.")
        preview_template = "courses/previews/image.html"


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
        description = _("A film with captions. The lesson is then completed by watching it.")
        preview_template = "courses/previews/video.html"


class AudioBlock(blocks.StructBlock):
    media = AudioChooserBlock(label=_("audio"), help_text=_("Give it a transcript: nobody hears in an open office."))

    class Meta:
        icon = "wagtailmedia-audio"
        label = _("Audio")
        template = "courses/blocks/audio.html"
        description = _("A recording with its transcript. The lesson is then completed by listening to it.")
        preview_template = "courses/previews/audio.html"


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
        description = _(
            "Read in the page, nothing is downloaded. The lesson is then completed by looking at every page."
        )
        preview_template = "courses/previews/pages.html"


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("document"))
    note = blocks.CharBlock(label=_("what it is for"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "courses/blocks/document.html"
        description = _("A file to take home: a form, a table, the full text of a rule.")
        preview_template = "courses/previews/document.html"


class LawValue(blocks.StructValue):
    """A citation that knows whether it holds; `register` is put in by `rendering`, so that templates ask nothing."""

    register: Any = None

    @property
    def standing(self) -> Standing:
        """As of today."""
        row = self.register
        return standing_on(
            timezone.localdate(), [self.get("effective_on"), row and row.effective_on],
            [self.get("repealed_on"), row and row.repealed_on],
        )


class LawBlock(blocks.StructBlock):
    law = blocks.CharBlock(label=_("law"), max_length=100, help_text=_("Its full title, without 《》."))
    document_number = blocks.CharBlock(
        label=_("document number"), max_length=100, required=False, help_text=_("For example 国务院令第586号.")
    )
    article = blocks.CharBlock(label=_("article"), max_length=50, help_text=_("For example 第十四条第一款."))
    text = blocks.TextBlock(label=_("text or gist"))
    effective_on = blocks.DateBlock(label=_("in force since"), required=False)
    repealed_on = blocks.DateBlock(
        label=_("repealed on"), required=False,
        help_text=_("Only when this article ends before its law does; for a whole law the register of laws says it."),
    )
    source = blocks.CharBlock(
        label=_("where to read it"), max_length=200, required=False, help_text=_("In words; nothing is fetched.")
    )

    class Meta:
        icon = "openquote"
        label = _("Law citation")
        template = "courses/blocks/law.html"
        value_class = LawValue
        description = _("What a law says, with its article. Learners see whether it is in force.")
        preview_value = {
            "law": "工伤保险条例", "document_number": "国务院令第586号", "article": "第十四条",
            "text": "职工有下列情形之一的，应当认定为工伤：（一）在工作时间和工作场所内，因工作原因受到事故伤害的；……",
            "effective_on": dt.date(2011, 1, 1),
        }


class LessonBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Text"), features=["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"],
        template="courses/blocks/text.html",
        description=_("Paragraphs, headings, lists and links."),
        preview_value="<h3>三十日与一年</h3><p>用人单位应当自事故伤害发生之日起<b>三十日内</b>提出申请。</p>"
                      "<ul><li>单位：三十日</li><li>本人：一年</li></ul>",
    )
    image = FigureBlock()
    video = VideoBlock()
    audio = AudioBlock()
    pages = PagesBlock()
    document = DocumentBlock()
    key_point = blocks.TextBlock(label=_("Key point"), icon="pick", template="courses/blocks/key_point.html",
                                 description=_("The one sentence to be remembered, in a frame."),
                                 preview_value="申请：单位三十日，个人一年。")
    law = LawBlock()
    form = FormBlock()
    checklist = ChecklistBlock()
    hand_in = HandInBlock()
    table = TypedTableBlock(
        [("text", blocks.TextBlock(label=_("Cell"), required=False))], label=_("Table"), icon="table",
        template="courses/blocks/table.html", description=_("Rows and columns under headings."),
        preview_value={
            "columns": [{"type": "text", "heading": "申请人"}, {"type": "text", "heading": "期限"}],
            "rows": [{"values": ["用人单位", "三十日"]}, {"values": ["本人", "一年"]}], "caption": "申请期限",
        },
    )
