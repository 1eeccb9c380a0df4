"""The register of laws, and the questions asked when one lapses."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0009_change_notes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Law',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, unique=True, verbose_name='title')),
                ('document_number', models.CharField(blank=True, max_length=100, verbose_name='document number')),
                ('effective_on', models.DateField(blank=True, null=True, verbose_name='in force since')),
                ('repealed_on', models.DateField(blank=True, null=True, verbose_name='repealed on')),
                ('successor', models.CharField(blank=True, max_length=200, verbose_name='what takes its place')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='where to read it')),
            ],
            options={
                'verbose_name': 'law',
                'verbose_name_plural': 'laws',
                'ordering': ['title'],
                'constraints': [models.CheckConstraint(condition=models.Q(('effective_on__isnull', True), ('repealed_on__isnull', True), ('repealed_on__gt', models.F('effective_on')), _connector='OR'), name='law_in_force_a_day', violation_error_message='It cannot be repealed before it is in force.')],
            },
        ),
        migrations.CreateModel(
            name='CitationReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('law', models.CharField(max_length=200, verbose_name='law')),
                ('article', models.CharField(blank=True, max_length=200, verbose_name='article')),
                ('lapses_on', models.DateField(verbose_name='lapses on')),
                ('raised_at', models.DateTimeField(verbose_name='raised')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('closed_by_no', models.CharField(blank=True, max_length=20, verbose_name='closed by')),
                ('answer', models.CharField(blank=True, choices=[('still_valid', 'the citation may stand'), ('replaced', 'no longer cited')], max_length=12, verbose_name='answer')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citation_reviews', to='courses.course')),
            ],
            options={
                'verbose_name': 'review of a citation',
                'verbose_name_plural': 'reviews of citations',
                'ordering': ['lapses_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('course', 'law', 'article', 'lapses_on'), name='citationreview_once'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('closed_at__isnull', True)), models.Q(('closed_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='citationreview_closed_with_answer'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'still_valid'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='citationreview_valid_with_reason')],
            },
        ),
    ]
