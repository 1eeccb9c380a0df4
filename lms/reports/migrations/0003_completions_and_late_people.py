"""Completions in the unit they were made in, by day and by month, and who is late. The next reading makes it all again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lms.reports.summary import triggers

OPEN = models.Q(('completed_on__isnull', True), ('paused', False))


def key_to(model):
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=model)


def pk():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')


def forget(apps, schema_editor):
    apps.get_model("reports", "Fold").objects.update(day=None)


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0001_initial'),
        ('courses', '0004_final_approval'),
        ('curricula', '0008_goals_and_requests'),
        ('people', '0006_three_administrators_roles'),
        ('study', '0004_tasks'),
        ('reports', '0002_spread'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CompletedDay',
            fields=[
                ('id', pk()),
                ('cycle', models.CharField(max_length=16)),
                ('completed_on', models.DateField()),
                ('completions', models.IntegerField()),
                ('department', key_to('people.department')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cycle', 'department', 'completed_on'), name='completed_day_once')],
            },
        ),
        migrations.CreateModel(
            name='CompletedMonth',
            fields=[
                ('id', pk()),
                ('month', models.DateField(help_text='Its first day.')),
                ('completions', models.IntegerField()),
                ('graded', models.IntegerField(help_text='Those that have a grade.')),
                ('hundredths', models.BigIntegerField(help_text='The sum of their grades.')),
                ('department', key_to('people.department')),
                ('person', key_to(settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('department', 'month', 'person'), name='completed_month_once')],
            },
        ),
        migrations.CreateModel(
            name='LatePerson',
            fields=[
                ('id', pk()),
                ('cycle', models.CharField(max_length=16)),
                ('overdue', models.IntegerField()),
                ('department', key_to('people.department')),
                ('person', key_to(settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('cycle', 'department', 'person'), name='late_person_once'),
                    models.CheckConstraint(condition=models.Q(('overdue__gte', 0)), name='late_person_not_negative'),
                ],
            },
        ),
        migrations.RemoveIndex(model_name='standing', name='standing_open_unit_due'),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=OPEN, fields=['department', 'due_on', 'person', 'course', 'cycle'], name='standing_open_unit_order'),
        ),
        migrations.AddField('dirty', 'department_id', models.BigIntegerField(null=True)),
        migrations.AddField('dirty', 'at', models.DateTimeField(null=True)),
        migrations.AddField('dirty', 'hundredths', models.IntegerField(help_text='The grade of the completion; none: it has no grade.', null=True)),
        migrations.AddField('dirty', 'change', models.SmallIntegerField(null=True)),
        *(migrations.AddField('touched', name, models.BigIntegerField(null=True))
          for name in ('person_id', 'course_id', 'curriculum_id')),
        *(migrations.AddField('touched', name, models.DateField(null=True))
          for name in ('issued_on', 'due_on', 'closed_on')),
        migrations.AddField('touched', 'cycle', models.CharField(max_length=16, null=True)),
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RunPython(triggers.install, migrations.RunPython.noop),
    ]
