"""An anomaly names the correction that objects to it (decision 0031): the first of three steps."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("feedback", "0002_kept_for_good"), ("study", "0004_tasks")]

    operations = [
        migrations.AddField(
            model_name="anomaly",
            name="case",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="anomalies",
                to="feedback.case", verbose_name="objection",
            ),
        ),
    ]
