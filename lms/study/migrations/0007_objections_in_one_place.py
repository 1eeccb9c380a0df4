"""The words and the answer of an objection stand in its correction (decision 0031): the last of three steps."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('study', '0006_objections_moved'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='anomaly',
            name='anomaly_answer_whole',
        ),
        migrations.RemoveField(
            model_name='anomaly',
            name='answer',
        ),
        migrations.RemoveField(
            model_name='anomaly',
            name='answered_at',
        ),
        migrations.RemoveField(
            model_name='anomaly',
            name='answered_by',
        ),
        migrations.RemoveField(
            model_name='anomaly',
            name='contest',
        ),
        migrations.RemoveField(
            model_name='anomaly',
            name='contested_at',
        ),
        migrations.RemoveField(
            model_name='anomaly',
            name='upheld',
        ),
    ]
