"""How the touched stood before a fold, and stand now: what the sums change by."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0003_completions_and_late_people'),
    ]

    operations = [
        migrations.CreateModel(
            name='Restated',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.SmallIntegerField()),
                ('assignment_id', models.BigIntegerField()),
                ('person_id', models.BigIntegerField()),
                ('course_id', models.BigIntegerField()),
                ('cycle', models.CharField(max_length=16)),
                ('curriculum_id', models.BigIntegerField()),
                ('department_id', models.BigIntegerField()),
                ('due_on', models.DateField()),
                ('completed_on', models.DateField(null=True)),
                ('best', models.IntegerField(null=True)),
                ('passed', models.BooleanField()),
                ('paused', models.BooleanField()),
            ],
            options={
                'db_table': 'reports_restated',
            },
        ),
    ]
