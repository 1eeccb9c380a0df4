"""The line of business a course serves, and the table of what can be found."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0005_kinds_of_blocks"),
    ]

    operations = [
        migrations.AddField(
            model_name='coursepage',
            name='line',
            field=models.CharField(blank=True, max_length=50, verbose_name='line of business'),
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('course', 'Course'), ('lesson', 'Lesson'), ('attachment', 'Attachment'), ('film', 'Film captions'), ('question', 'Question')], max_length=10, verbose_name='kind')),
                ('current', models.BooleanField(default=True, help_text='Of the version a person who starts now gets.')),
                ('object_key', models.CharField(help_text='Lesson code, or the row of the document, film or question.', max_length=64)),
                ('lesson_code', models.CharField(blank=True, max_length=40)),
                ('place', models.PositiveIntegerField(default=0, help_text="The lesson's number in its course.")),
                ('title', models.CharField(max_length=300)),
                ('note', models.CharField(blank=True, help_text='What stands under the title for everyone.', max_length=300)),
                ('extra', models.TextField(blank=True, help_text='Keywords, tags and names of other kinds.')),
                ('body', models.TextField(blank=True)),
                ('tokens', models.TextField(help_text='Apart by spaces; the database keeps its index of them (migration 0007).')),
                ('course', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='courses.course')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='courses.courseversion')),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
                'ordering': ['kind', 'course', 'place', 'pk'],
                'indexes': [models.Index(fields=['kind', 'current', 'course', 'version'], name='searchentry_visible')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('version__isnull', False)), fields=('version', 'kind', 'lesson_code', 'object_key'), name='searchentry_once_a_version'), models.UniqueConstraint(condition=models.Q(('version__isnull', True)), fields=('kind', 'object_key'), name='searchentry_once')],
            },
        ),
    ]
