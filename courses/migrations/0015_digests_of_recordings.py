"""A recording is known again by its content."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0014_citations_of_questions'),
    ]

    operations = [
        migrations.AddField(
            model_name='coursemedia',
            name='digest',
            field=models.CharField(blank=True, db_index=True, editable=False, help_text='SHA-256 of the file; empty for what came before there were digests.', max_length=64),
        ),
    ]
