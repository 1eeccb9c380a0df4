"""What may stand under a stem: a text, a picture, a table. Frozen into the paper as data."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from courses.blocks import FigureBlock


class MaterialBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "ol", "ul"],
                                template="courses/blocks/text.html")
    image = FigureBlock()
    table = TypedTableBlock([("text", blocks.TextBlock(label=_("Cell"), required=False))], label=_("Table"),
                            icon="table", template="courses/blocks/table.html")
