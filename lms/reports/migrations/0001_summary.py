"""The summary and the triggers that tell it what to restate. The first reading makes it from the records."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lms.reports.summary import triggers


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('courses', '0004_final_approval'),
        ('curricula', '0006_answers_stay'),
        ('people', '0006_three_administrators_roles'),
        ('study', '0001_initial'),
        ('assessment', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Dirty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assignment_id', models.BigIntegerField(null=True)),
                ('person_id', models.BigIntegerField(null=True)),
                ('course_id', models.BigIntegerField(null=True)),
                ('cycle', models.CharField(max_length=16, null=True)),
            ],
            options={
                'db_table': 'reports_dirty',
            },
        ),
        migrations.CreateModel(
            name='Touched',
            fields=[
                ('assignment_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('enrolment_id', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'reports_touched',
            },
        ),
        migrations.CreateModel(
            name='Agenda',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.BigIntegerField()),
                ('ripe_on', models.DateField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ripe_on', 'person_id'), name='agenda_once')],
            },
        ),
        migrations.CreateModel(
            name='Fold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='fold_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('assignment', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='standing', serialize=False, to='curricula.assignment')),
                ('cycle', models.CharField(max_length=16)),
                ('due_on', models.DateField(help_text='With pauses in it; of who is paused, as of when he was last restated.')),
                ('completed_on', models.DateField(null=True)),
                ('best', models.IntegerField(help_text='Best score in hundredths; none: has not sat.', null=True)),
                ('passed', models.BooleanField()),
                ('paused', models.BooleanField()),
                ('course', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='courses.course')),
                ('curriculum', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='curricula.curriculum')),
                ('department', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.department')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('completed_on__isnull', True), ('paused', False)), fields=['due_on'], name='standing_open_due'), models.Index(condition=models.Q(('completed_on__isnull', True), ('paused', False)), fields=['department', 'due_on'], name='standing_open_unit_due')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cycle', models.CharField(max_length=16)),
                ('owed', models.IntegerField()),
                ('completed', models.IntegerField()),
                ('on_time', models.IntegerField()),
                ('overdue', models.IntegerField()),
                ('sat', models.IntegerField()),
                ('passed', models.IntegerField()),
                ('score', models.BigIntegerField(help_text='Sum of the best scores, in hundredths.')),
                ('course', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='courses.course')),
                ('curriculum', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='curricula.curriculum')),
                ('department', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.department')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cycle', 'department', 'course', 'curriculum'), name='tally_once'), models.CheckConstraint(condition=models.Q(('completed__gte', 0), ('completed__lte', models.F('owed')), ('on_time__gte', 0), ('overdue__gte', 0), ('owed__gte', 0), ('passed__gte', 0), ('sat__gte', 0), ('score__gte', 0)), name='tally_adds_up')],
            },
        ),
        # Installed by the last migration that changes what they write: 0003.
        migrations.RunPython(migrations.RunPython.noop, triggers.remove),
    ]
