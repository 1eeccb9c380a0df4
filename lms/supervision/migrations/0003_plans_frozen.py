from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision", "0002_frozen_for_good")]
    operations = [
        migrations.AddField(
            "snapshotline", "planned_total", models.DecimalField(decimal_places=2, max_digits=14, null=True),
        ),
    ]
