"""A report is answered by a promised working day, as other cases are: those known get theirs, as shipped."""

import django.core.validators
from django.db import migrations, models
from django.utils import timezone

from lms.workdays.rules import calendar

WORKING_DAYS = 3
KEPT = """CREATE TRIGGER IF NOT EXISTS discussion_report_no_delete BEFORE DELETE ON discussion_report
    BEGIN SELECT RAISE(ABORT, 'discussion_report: what was said stays'); END"""


def keep(apps, schema_editor):
    """SQLite makes the table anew when the column goes, and loses the trigger."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(KEPT, None)


def promise(apps, schema_editor):
    days = calendar(apps.get_model("workdays", "Holiday").objects.values_list("on", "kind"))
    for report in apps.get_model("discussion", "Report").objects.filter(promised_on__isnull=True):
        report.promised_on = days.after(timezone.localdate(report.reported_at), WORKING_DAYS)
        report.save(update_fields=["promised_on"])


class Migration(migrations.Migration):

    dependencies = [("discussion", "0002_kept_for_good"), ("workdays", "0001_holidays")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep),  # on the way back, the last
        migrations.AddField(
            model_name="discussionsettings",
            name="report_days",
            field=models.PositiveSmallIntegerField(
                default=WORKING_DAYS, verbose_name="working days in which a report of a post is answered",
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)],
            ),
        ),
        migrations.AddField(
            model_name="report", name="promised_on",
            field=models.DateField(null=True, verbose_name="answer promised by"),
        ),
        migrations.RunPython(promise, migrations.RunPython.noop),
    ]
