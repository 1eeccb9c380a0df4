
import django.core.serializers.json
import django.db.models.deletion
import lms.study.tasks.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('study', '0003_visits_under_way'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FormAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson_code', models.CharField(max_length=40)),
                ('task', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=120, verbose_name='task')),
                ('number', models.PositiveIntegerField()),
                ('answers', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='[{key, question, answer}, …] as asked then.')),
                ('shared', models.BooleanField(default=False, help_text='Whether the section head and HR may read it.')),
                ('sent_at', models.DateTimeField(verbose_name='sent')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='study.enrolment')),
            ],
            options={
                'verbose_name': 'form sent',
                'verbose_name_plural': 'forms sent',
                'ordering': ['-sent_at', '-pk'],
                'indexes': [models.Index(fields=['shared', '-sent_at'], name='formanswer_shared_sent')],
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'task', 'number'), name='formanswer_number_once')],
            },
        ),
        migrations.CreateModel(
            name='HandIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson_code', models.CharField(max_length=40)),
                ('task', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=120, verbose_name='task')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('comment', models.CharField(blank=True, max_length=2000, verbose_name='comment or reason')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('file', models.FileField(blank=True, upload_to=lms.study.tasks.models.file_name, verbose_name='file')),
                ('file_title', models.CharField(blank=True, max_length=200)),
                ('handed_at', models.DateTimeField(verbose_name='handed in')),
                ('state', models.CharField(choices=[('waiting', 'waits to be marked'), ('marked', 'marked'), ('returned', 'returned')], default='waiting', max_length=10, verbose_name='state')),
                ('mark', models.PositiveSmallIntegerField(blank=True, help_text='Out of 100.', null=True, verbose_name='mark')),
                ('pass_mark', models.PositiveSmallIntegerField(verbose_name='pass mark')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='study.enrolment')),
            ],
            options={
                'verbose_name': 'work handed in',
                'verbose_name_plural': 'work handed in',
                'ordering': ['handed_at', 'pk'],
                'indexes': [models.Index(fields=['state', 'handed_at'], name='handin_state_handed')],
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'task', 'number'), name='handin_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('enrolment', 'task'), name='handin_one_waiting'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('file', ''), _negated=True), _connector='OR'), name='handin_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('mark__gte', 0), ('mark__lte', 100), ('state', 'marked')), models.Q(models.Q(('state', 'marked'), _negated=True), ('mark__isnull', True)), _connector='OR'), name='handin_mark_of_100'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='handin_decided'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='handin_returned_reason')],
            },
        ),
        migrations.CreateModel(
            name='PracticeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson_code', models.CharField(max_length=40)),
                ('task', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=120, verbose_name='task')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('comment', models.CharField(blank=True, max_length=2000, verbose_name='comment or reason')),
                ('item', models.CharField(max_length=40)),
                ('text', models.CharField(max_length=300, verbose_name='item')),
                ('done_on', models.DateField(verbose_name='done on')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('said_at', models.DateTimeField(verbose_name='said')),
                ('state', models.CharField(choices=[('waiting', 'waits to be confirmed'), ('confirmed', 'confirmed'), ('returned', 'returned')], default='waiting', max_length=10, verbose_name='state')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='study.enrolment')),
            ],
            options={
                'verbose_name': 'practice entry',
                'verbose_name_plural': 'practice entries',
                'ordering': ['said_at', 'pk'],
                'indexes': [models.Index(fields=['state', 'said_at'], name='practice_state_said')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'returned'), _negated=True), fields=('enrolment', 'task', 'item'), name='practice_item_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='practice_decided'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('comment', ''), _negated=True), _connector='OR'), name='practice_returned_reason')],
            },
        ),
    ]
