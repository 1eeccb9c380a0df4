"""Figures follow the grade that counts, no longer attempts and marks themselves. The next reading makes all again."""

from django.db import connection, migrations, models

from lms.reports.summary import triggers

BEFORE = ("assessment_attempt", "assessment_gradeevent")
EVENTS = (("insert", "new"), ("update", "new"), ("update", "old"), ("delete", "old"))


def remove_old(apps, schema_editor):
    with connection.cursor() as cursor:
        for table in BEFORE:
            for event, row in EVENTS:
                name = f"{table}_figures_{event}_{row}"
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                    cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def forget(apps, schema_editor):
    apps.get_model("reports", "Fold").objects.update(day=None)


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0009_counting_grades_filled'),
        ('reports', '0004_restated'),
    ]

    operations = [
        # Words only.
        migrations.AlterField('standing', 'best', models.IntegerField(help_text='The grade that counts, in hundredths; none: has not sat.', null=True)),
        migrations.AlterField('tally', 'score', models.BigIntegerField(help_text='Sum of the grades that count, in hundredths.')),
        migrations.RunPython(remove_old, migrations.RunPython.noop),
        migrations.RunPython(triggers.install, migrations.RunPython.noop),
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
