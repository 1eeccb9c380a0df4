"""Visits under way at the upgrade keep their account."""

import datetime as dt

from django.db import migrations
from django.utils import timezone

KEPT = dt.timedelta(days=7)


def end_what_is_under_way(apps, schema_editor):
    """A visit under way keeps its account: its page goes on under a new name with its next beat."""
    LessonProgress, Visit = (apps.get_model("study", name) for name in ("LessonProgress", "Visit"))
    recent = LessonProgress.objects.filter(saved_at__gt=timezone.now() - KEPT, visit_opened_at__isnull=False)
    Visit.objects.bulk_create(
        [
            Visit(key=row.visit, person_id=row.enrolment.person_id, progress=row, seq=row.visit_seq,
                  credited=row.visit_credited, started_at=row.visit_opened_at,
                  ended_at=max(row.saved_at, row.visit_opened_at))
            for row in recent.select_related("enrolment").iterator(2000)
        ],
        batch_size=500,
    )
    LessonProgress.objects.exclude(visit=None).update(visit=None)


class Migration(migrations.Migration):

    dependencies = [
        ("study", "0002_visits_and_anomalies"),
    ]

    operations = [
        migrations.RunPython(end_what_is_under_way, migrations.RunPython.noop),
    ]
