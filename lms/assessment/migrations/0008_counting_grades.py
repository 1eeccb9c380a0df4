"""Which grade counts when, as rows; what a regrade kept; the rule a mark entered by a person was entered under.

New columns of attempts and grade events may be empty: SQLite then adds them without making the table again, which
would lose the triggers of grades and figures.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0007_marks_stay'),
        ('study', '0009_superseded_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='CountingGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('score', models.DecimalField(decimal_places=2, max_digits=6)),
                ('passed', models.BooleanField()),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counting_grades', to='study.enrolment')),
            ],
            options={
                'ordering': ['enrolment', 'at', 'pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('enrolment',), name='countinggrade_one_now'),
                    models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('at')), _connector='OR'), name='countinggrade_until_after_at'),
                ],
            },
        ),
        migrations.AddField(
            model_name='attempt',
            name='kept',
            field=models.BooleanField(blank=True, editable=False, help_text='A regrade left the pass although the grade no longer says so.', null=True),
        ),
        migrations.AddField(
            model_name='gradeevent',
            name='counting',
            field=models.CharField(blank=True, editable=False, max_length=10, null=True),
        ),
        migrations.AddField(
            model_name='gradeevent',
            name='pass_mark',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True),
        ),
        # Words only.
        migrations.AlterField(
            model_name='regradeline',
            name='effect',
            field=models.CharField(choices=[('none', 'nothing else changes'), ('grade', 'grade corrected'), ('gained', 'completed: hours entered, certificate issued'), ('waits', 'passed; lessons are still to be finished'), ('lost', 'completion withdrawn: hours reversed, certificate revoked'), ('unpassed', 'no longer passed')], default='none', max_length=10, verbose_name='what follows'),
        ),
    ]
