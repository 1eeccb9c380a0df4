"""What else a revision of a goal replaced; requests that end with their task; moves of due dates by the rules.

The tables of requests and due dates are rebuilt on SQLite, so their triggers (0006) are made again.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

kept = import_module("lms.curricula.migrations.0006_answers_stay")


def make_again(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for table, event, condition in kept.KEPT:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
        schema_editor.execute(kept.SQLITE.format(table=table, event=event, condition=condition))


class Migration(migrations.Migration):
    dependencies = [
        ("curricula", "0007_renewals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("goalrevision", "other", models.JSONField(blank=True, default=dict)),
        migrations.AlterField(
            "duechange", "by",
            models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                              to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            "request", "state",
            models.CharField(
                choices=[("pending", "waiting"), ("granted", "granted"), ("refused", "refused"),
                         ("withdrawn", "withdrawn"), ("lapsed", "ended with the task")],
                default="pending", max_length=10, verbose_name="state"),
        ),
        migrations.AddConstraint(
            "request",
            models.CheckConstraint(condition=~models.Q(state="lapsed") | ~models.Q(answer=""),
                                   name="request_lapsed_with_reason"),
        ),
        migrations.RunPython(make_again, migrations.RunPython.noop),
    ]
