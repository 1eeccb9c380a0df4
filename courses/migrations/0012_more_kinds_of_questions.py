import django.db.models.deletion
import taggit.managers
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0011_lesson_blocks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name='slug')),
            ],
            options={
                'verbose_name': 'question tag',
                'verbose_name_plural': 'question tags',
            },
        ),
        migrations.AddField(
            model_name='question',
            name='any_order',
            field=models.BooleanField(default=False, verbose_name='the blanks may be filled in any order'),
        ),
        migrations.AddField(
            model_name='question',
            name='difficulty',
            field=models.PositiveSmallIntegerField(choices=[(1, 'easy'), (2, 'medium'), (3, 'hard')], default=2, verbose_name='difficulty'),
        ),
        migrations.AddField(
            model_name='question',
            name='effective_on',
            field=models.DateField(blank=True, null=True, verbose_name='in force since'),
        ),
        migrations.AddField(
            model_name='question',
            name='material',
            field=wagtail.fields.StreamField([('text', 0), ('image', 4), ('table', 6)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'ol', 'ul'], 'label': 'Text', 'template': 'courses/blocks/text.html'}), 1: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'image'}), 2: ('wagtail.blocks.CharBlock', (), {'label': 'text for those who cannot see it', 'max_length': 200}), 3: ('wagtail.blocks.CharBlock', (), {'label': 'caption', 'max_length': 200, 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('image', 1), ('alt_text', 2), ('caption', 3)]], {}), 5: ('wagtail.blocks.TextBlock', (), {'label': 'Cell', 'required': False}), 6: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 5)]], {'icon': 'table', 'label': 'Table', 'template': 'courses/blocks/table.html'})}, verbose_name='material'),
        ),
        migrations.AddField(
            model_name='question',
            name='max_length',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5000)], verbose_name='longest answer (characters)'),
        ),
        migrations.AddField(
            model_name='question',
            name='returned_for',
            field=models.CharField(blank=True, editable=False, max_length=500, verbose_name='sent back because'),
        ),
        migrations.AddField(
            model_name='question',
            name='rubric',
            field=models.TextField(blank=True, verbose_name='model answer or marking guide'),
        ),
        migrations.AddField(
            model_name='question',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('review', 'in review'), ('approved', 'approved')], default='approved', editable=False, max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='question',
            name='state_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='in this state since'),
        ),
        migrations.AddField(
            model_name='question',
            name='state_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='put there by'),
        ),
        migrations.AddField(
            model_name='question',
            name='targets',
            field=models.JSONField(default=list, verbose_name='right side'),
        ),
        migrations.AddField(
            model_name='question',
            name='two_markers',
            field=models.BooleanField(default=False, verbose_name='two people mark it'),
        ),
        migrations.AddField(
            model_name='question',
            name='written_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AlterField(
            model_name='question',
            name='is_current',
            field=models.BooleanField(default=True, editable=False, verbose_name='standing version'),
        ),
        migrations.AlterField(
            model_name='question',
            name='kind',
            field=models.CharField(choices=[('single', 'single choice'), ('multi', 'multiple choice'), ('judge', 'true or false'), ('fill', 'fill-in'), ('order', 'ordering'), ('match', 'matching'), ('short', 'short answer'), ('essay', 'essay'), ('checklist', 'practice checklist')], max_length=10, verbose_name='kind'),
        ),
        migrations.CreateModel(
            name='TaggedQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged', to='courses.question')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='courses.questiontag')),
            ],
            options={
                'verbose_name': 'tag of a question',
                'verbose_name_plural': 'tags of questions',
            },
        ),
        migrations.AddField(
            model_name='question',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text='Topics, divided by commas.', through='courses.TaggedQuestion', to='courses.QuestionTag', verbose_name='tags'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('is_current', True), ('retired', False), ('state', 'approved')), fields=['bank', 'kind', 'difficulty'], name='question_drawn'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'approved'), _negated=True), fields=('bank', 'code'), name='question_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'review'), _negated=True), ('state_at__isnull', False), _connector='OR'), name='question_review_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='taggedquestion',
            constraint=models.UniqueConstraint(fields=('tag', 'content_object'), name='question_tag_once'),
        ),
    ]
