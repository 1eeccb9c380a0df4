
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('courses', '0011_lesson_blocks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DiscussionSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('enabled', models.BooleanField(default=True, help_text='Off: no discussion is shown anywhere; what was written is kept. On: each course and lesson is opened by its editor or HR.', verbose_name='lessons may be discussed')),
                ('edit_minutes', models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MaxValueValidator(120)], verbose_name="minutes in which one may change one's own post")),
            ],
            options={
                'verbose_name': 'discussion',
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson_code', models.CharField(max_length=40, verbose_name='lesson')),
                ('unit_name', models.CharField(blank=True, max_length=100, verbose_name='unit then')),
                ('office', models.CharField(blank=True, choices=[('editor', 'answer of the course editor'), ('hr', 'answer of the HR section')], max_length=8, verbose_name='as an office')),
                ('text', models.TextField(max_length=1000, verbose_name='text')),
                ('created_at', models.DateTimeField(verbose_name='said on')),
                ('edited_at', models.DateTimeField(blank=True, null=True, verbose_name='edited')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back')),
                ('hidden_at', models.DateTimeField(blank=True, null=True, verbose_name='hidden')),
                ('hidden_reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('pinned_at', models.DateTimeField(blank=True, null=True, verbose_name='pinned')),
                ('once', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='courses.course')),
                ('hidden_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('thread', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='discussion.post')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.courseversion')),
            ],
            options={
                'verbose_name': 'post',
                'verbose_name_plural': 'posts',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PostRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000, verbose_name='text')),
                ('replaced_at', models.DateTimeField(verbose_name='until')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='discussion.post')),
            ],
            options={
                'verbose_name': 'earlier text of a post',
                'verbose_name_plural': 'earlier texts of posts',
                'ordering': ['replaced_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('reported_at', models.DateTimeField(verbose_name='reported')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('outcome', models.CharField(blank=True, choices=[('hidden', 'the post was hidden'), ('kept', 'the post stands'), ('gone', 'its author took it back')], max_length=8, verbose_name='outcome')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='discussion.post')),
            ],
            options={
                'verbose_name': 'report of a post',
                'verbose_name_plural': 'reports of posts',
                'ordering': ['reported_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lesson_code', models.CharField(blank=True, max_length=40, verbose_name='lesson')),
                ('is_open', models.BooleanField(verbose_name='open to discussion')),
                ('changed_at', models.DateTimeField(verbose_name='set on')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='boards', to='courses.course')),
            ],
            options={
                'verbose_name': 'discussion of a lesson',
                'verbose_name_plural': 'discussions of lessons',
                'constraints': [models.UniqueConstraint(fields=('course', 'lesson_code'), name='board_once')],
            },
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('thread__isnull', True)), fields=['course', 'lesson_code', '-created_at'], name='post_threads'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('hidden_at__isnull', True), ('withdrawn_at__isnull', True)), fields=['course', 'lesson_code'], name='post_in_sight'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['thread', 'created_at'], name='post_answers'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['author', 'created_at'], name='post_author'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('author', 'once'), name='post_form_once'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='post_with_text'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hidden_at__isnull', False), ('hidden_by__isnull', False), models.Q(('hidden_reason', ''), _negated=True)), models.Q(('hidden_at__isnull', True), ('hidden_by__isnull', True), ('hidden_reason', '')), _connector='OR'), name='post_hidden_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('thread__isnull', True), models.Q(('thread', models.F('id')), _negated=True), _connector='OR'), name='post_not_own_thread'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('pinned_at__isnull', True), ('thread__isnull', True), _connector='OR'), name='post_pinned_opens_thread'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['reported_at'], name='report_waiting'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('post', 'person'), name='report_once_a_person'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='report_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('closed_at__isnull', True), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='report_closed_in_words'),
        ),
    ]
