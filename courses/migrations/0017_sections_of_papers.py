"""A paper has sections, a window and a rest between attempts."""

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('courses', '0016_banks_open_for_practice')]

    operations = [
        migrations.CreateModel(
            name='AssessmentSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('title', models.CharField(blank=True, max_length=100, verbose_name='title')),
                ('instructions', models.TextField(blank=True, verbose_name='instructions')),
                ('kind', models.CharField(blank=True, max_length=12, verbose_name='kind')),
                ('tags', models.CharField(blank=True, max_length=200, verbose_name='tags')),
                ('difficulty', models.CharField(blank=True, max_length=10, verbose_name='difficulty')),
                ('codes', models.TextField(blank=True, verbose_name='questions by code')),
                ('count', models.PositiveIntegerField(blank=True, default=0, validators=[django.core.validators.MaxValueValidator(500)], verbose_name='questions')),
                ('points', models.PositiveIntegerField(default=5, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='points each')),
                ('lost', models.PositiveIntegerField(blank=True, default=0, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='points lost by a wrong answer')),
            ],
            options={
                'verbose_name': 'section of a paper',
                'verbose_name_plural': 'sections of a paper',
                'ordering': ['sort_order', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='assessment',
            name='closes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='closes'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='cooldown_hours',
            field=models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(8760)], verbose_name='hours between attempts'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='late_minutes',
            field=models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='latest start (minutes after opening)'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='opens_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='opens'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='shuffle_options',
            field=models.BooleanField(default=True, verbose_name='shuffle options'),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='minutes',
            field=models.PositiveIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name='minutes'),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='shuffle',
            field=models.BooleanField(default=True, verbose_name='shuffle questions'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('opens_at__isnull', True), ('closes_at__isnull', True), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='assessment_closes_after_opening'),
        ),
        migrations.AddField(
            model_name='assessmentsection',
            name='assessment',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='courses.assessment'),
        ),
        migrations.AddField(
            model_name='assessmentsection',
            name='bank',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.questionbank', verbose_name='another bank'),
        ),
        migrations.AddConstraint(
            model_name='assessmentsection',
            constraint=models.CheckConstraint(condition=models.Q(('lost__lte', models.F('points'))), name='section_lost_within_points'),
        ),
    ]
