"""The six columns have become sections."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('courses', '0018_kinds_become_sections')]

    operations = [
        migrations.RemoveField(
            model_name='assessment',
            name='judge_count',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='judge_points',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='multi_count',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='multi_points',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='single_count',
        ),
        migrations.RemoveField(
            model_name='assessment',
            name='single_points',
        ),
    ]
