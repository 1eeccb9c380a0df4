"""One live visit per person; anomalies with their reason, contested and answered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('study', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('tab', models.CharField(blank=True, max_length=32)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('seq', models.PositiveIntegerField(default=0, help_text='Its last beat. While it is live the progress has it.')),
                ('credited', models.FloatField(default=0, help_text='Seconds credited to it; the same holds.')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
            },
        ),
        migrations.AlterModelOptions(
            name='anomaly',
            options={'ordering': ['-at', '-pk'], 'verbose_name': 'anomaly', 'verbose_name_plural': 'anomalies'},
        ),
        migrations.RenameField(model_name='anomaly', old_name='allowed', new_name='credited'),
        migrations.RemoveField(
            model_name='lessonprogress',
            name='credited_at',
        ),
        migrations.AddField(
            model_name='anomaly',
            name='answer',
            field=models.CharField(blank=True, max_length=500, verbose_name='answer'),
        ),
        migrations.AddField(
            model_name='anomaly',
            name='answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='anomaly',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='anomaly',
            name='contest',
            field=models.CharField(blank=True, max_length=500, verbose_name='objection'),
        ),
        migrations.AddField(
            model_name='anomaly',
            name='contested_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='anomaly',
            name='credited',
            field=models.FloatField(help_text='Seconds of them that counted.', verbose_name='credited'),
        ),
        migrations.AddField(
            model_name='anomaly',
            name='reason',
            field=models.CharField(choices=[('ahead', 'more than the time that had passed'), ('elsewhere', 'the same time was spent on another page or device')], default='ahead', max_length=10, verbose_name='why'),
        ),
        migrations.AddField(
            model_name='anomaly',
            name='refused',
            field=models.JSONField(default=list, help_text='[[from, to], …] that did not count.'),
        ),
        migrations.AddField(
            model_name='anomaly',
            name='upheld',
            field=models.BooleanField(help_text='Whether the objection was: then the seconds count.', null=True),
        ),
        migrations.AddField(
            model_name='lessonprogress',
            name='visit_left',
            field=models.BooleanField(default=False, help_text='Its page said that it was being left.'),
        ),
        migrations.AlterField(
            model_name='anomaly',
            name='at',
            field=models.DateTimeField(db_index=True, verbose_name='when'),
        ),
        migrations.AlterField(
            model_name='anomaly',
            name='claimed',
            field=models.FloatField(help_text='Seconds of the lesson that were new in the beat.', verbose_name='claimed'),
        ),
        migrations.AlterField(
            model_name='lessonprogress',
            name='visit',
            field=models.UUIDField(blank=True, help_text='The live visit, while this lesson has it.', null=True),
        ),
        migrations.AlterField(
            model_name='lessonprogress',
            name='visit_opened_at',
            field=models.DateTimeField(blank=True, help_text='Since when it counts.', null=True),
        ),
        migrations.AlterField(
            model_name='lessonprogress',
            name='visit_seq',
            field=models.PositiveIntegerField(default=0, help_text='Its last beat.'),
        ),
        migrations.AddConstraint(
            model_name='anomaly',
            constraint=models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), models.Q(('answered_by__isnull', False), ('contested_at__isnull', False), ('upheld__isnull', False)), _connector='OR'), name='anomaly_answer_whole'),
        ),
        migrations.AddField(
            model_name='visit',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visit',
            name='progress',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='study.lessonprogress'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person',), name='visit_one_live_per_person'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='visit_ends_after_start'),
        ),
    ]
