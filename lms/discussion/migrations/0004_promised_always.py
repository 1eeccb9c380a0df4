"""No report without its promised day. SQLite makes the table anew for it, and loses the trigger that keeps reports."""

from django.db import migrations, models

KEPT = """CREATE TRIGGER IF NOT EXISTS discussion_report_no_delete BEFORE DELETE ON discussion_report
    BEGIN SELECT RAISE(ABORT, 'discussion_report: what was said stays'); END"""


def keep(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(KEPT, None)


class Migration(migrations.Migration):

    dependencies = [("discussion", "0003_promised_days")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep),  # on the way back, the last
        migrations.AlterModelOptions(
            name="report",
            options={"ordering": ["promised_on", "reported_at", "pk"], "verbose_name": "report of a post",
                     "verbose_name_plural": "reports of posts"},
        ),
        migrations.RemoveIndex(model_name="report", name="report_waiting"),
        migrations.AlterField(
            model_name="report", name="promised_on", field=models.DateField(verbose_name="answer promised by"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["promised_on"], condition=models.Q(("closed_at__isnull", True)),
                               name="report_waiting"),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
