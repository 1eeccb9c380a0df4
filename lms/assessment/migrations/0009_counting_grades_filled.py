"""What has counted so far, from the attempts and marks there are."""

from django.db import migrations

# Until now the best counted, and a pass stayed one.
FILL = """INSERT INTO assessment_countinggrade (enrolment_id, at, until, score, passed)
SELECT enrolment_id, at, LEAD(at) OVER w, MAX(score) OVER w, MAX(passed) OVER w = 1 FROM (
    SELECT enrolment_id, closed_at AS at, 0 AS kind, number AS place, score, CASE WHEN passed THEN 1 ELSE 0 END AS passed
        FROM assessment_attempt WHERE closed_at IS NOT NULL AND score IS NOT NULL
    UNION ALL
    SELECT enrolment_id, at, 1, id, score, CASE WHEN passed THEN 1 ELSE 0 END FROM assessment_gradeevent
        WHERE attempt_id IS NULL
) m WINDOW w AS (PARTITION BY enrolment_id ORDER BY at, kind, place) ORDER BY enrolment_id, at, kind, place"""


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0008_counting_grades'),
    ]

    operations = [
        migrations.RunSQL(FILL, "DELETE FROM assessment_countinggrade"),
    ]
