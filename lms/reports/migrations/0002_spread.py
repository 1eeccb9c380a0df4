"""Sums for what is drawn. A summary made before this is made again by the next reading."""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, schema_editor):
    apps.get_model("reports", "Fold").objects.update(day=None)


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_three_administrators_roles'),
        ('reports', '0001_summary'),
    ]

    operations = [
        migrations.CreateModel(
            name='Finished',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cycle', models.CharField(max_length=16)),
                ('completed_on', models.DateField()),
                ('tasks', models.IntegerField()),
                ('department', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.department')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cycle', 'department', 'completed_on'), name='finished_once'), models.CheckConstraint(condition=models.Q(('tasks__gte', 0)), name='finished_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Scored',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cycle', models.CharField(max_length=16)),
                ('step', models.SmallIntegerField()),
                ('people', models.IntegerField()),
                ('passed', models.IntegerField()),
                ('department', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='people.department')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cycle', 'department', 'step'), name='scored_once'), models.CheckConstraint(condition=models.Q(('passed__gte', 0), ('passed__lte', models.F('people'))), name='scored_adds_up')],
            },
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
