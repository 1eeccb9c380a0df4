"""Blocks of a lesson: tables, citations with document number, repeal and where to read them, previews."""

import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0022_laws'),
    ]

    operations = [
        migrations.AlterField(
            model_name='lessonpage',
            name='body',
            field=wagtail.fields.StreamField([('text', 0), ('image', 4), ('video', 6), ('document', 9), ('key_point', 10), ('law', 18), ('table', 20)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'description': 'Paragraphs, headings, lists and links.', 'features': ['h3', 'h4', 'bold', 'italic', 'ol', 'ul', 'link', 'document-link'], 'label': 'Text', 'preview_value': '<h3>三十日与一年</h3><p>用人单位应当自事故伤害发生之日起<b>三十日内</b>提出申请。</p><ul><li>单位：三十日</li><li>本人：一年</li></ul>', 'template': 'courses/blocks/text.html'}), 1: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'image'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'text for those who cannot see it', 'max_length': 200}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 200, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('image', 1), ('alt_text', 2), ('caption', 3)]], {}), 5: ('wagtailmedia.blocks.VideoChooserBlock', (), {'label': 'video'}), 6: ('wagtail.blocks.StructBlock', [[('media', 5)]], {}), 7: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'document'}), 8: ('wagtail.blocks.CharBlock', (), {'label': 'what it is for', 'max_length': 200, 'required': False}), 9: ('wagtail.blocks.StructBlock', [[('document', 7), ('note', 8)]], {}), 10: ('wagtail.blocks.TextBlock', (), {'description': 'The one sentence to be remembered, in a frame.', 'icon': 'pick', 'label': 'Key point', 'preview_value': '申请：单位三十日，个人一年。', 'template': 'courses/blocks/key_point.html'}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'Its full title, without 《》.', 'label': 'law', 'max_length': 100}), 12: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example 国务院令第586号.', 'label': 'document number', 'max_length': 100, 'required': False}), 13: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example 第十四条第一款.', 'label': 'article', 'max_length': 50}), 14: ('wagtail.blocks.TextBlock', (), {'label': 'text or gist'}), 15: ('wagtail.blocks.DateBlock', (), {'label': 'in force since', 'required': False}), 16: ('wagtail.blocks.DateBlock', (), {'help_text': 'Only when this article ends before its law does; for a whole law the register of laws says it.', 'label': 'repealed on', 'required': False}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'In words; nothing is fetched.', 'label': 'where to read it', 'max_length': 200, 'required': False}), 18: ('wagtail.blocks.StructBlock', [[('law', 11), ('document_number', 12), ('article', 13), ('text', 14), ('effective_on', 15), ('repealed_on', 16), ('source', 17)]], {}), 19: ('wagtail.blocks.TextBlock', (), {'label': 'Cell', 'required': False}), 20: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 19)]], {'description': 'Rows and columns under headings.', 'icon': 'table', 'label': 'Table', 'preview_value': {'caption': '申请期限', 'columns': [{'heading': '申请人', 'type': 'text'}, {'heading': '期限', 'type': 'text'}], 'rows': [{'values': ['用人单位', '三十日']}, {'values': ['本人', '一年']}]}, 'template': 'courses/blocks/table.html'})}, verbose_name='body'),
        ),
    ]
