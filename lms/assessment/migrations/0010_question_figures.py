"""How each version of a question did, kept for the list of questions."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0009_counting_grades_filled'),
        ('courses', '0021_counting_and_partial'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionFigures',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='Answers counted.')),
                ('facility', models.DecimalField(blank=True, decimal_places=3, max_digits=4, null=True)),
                ('discrimination', models.DecimalField(blank=True, decimal_places=3, max_digits=4, null=True)),
                ('at', models.DateTimeField()),
                ('question', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='courses.question')),
            ],
        ),
    ]
