import datetime
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import lms.common.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_password_history'),
    ]

    operations = [
        migrations.RenameField('importrun', 'new', 'joiners'),
        migrations.RenameField('importrow', 'status', 'kind'),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('on', models.DateField(verbose_name='from')),
                ('at', models.DateTimeField(default=lms.common.clock.now, verbose_name='recorded at')),
                ('target', models.CharField(blank=True, max_length=100)),
                ('detail', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone at')),
            ],
            options={
                'verbose_name': 'act',
                'verbose_name_plural': 'acts',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ActChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('model', models.CharField(max_length=60)),
                ('object_id', models.BigIntegerField()),
                ('before', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ('after', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
            ],
            options={
                'verbose_name': 'change of an act',
                'verbose_name_plural': 'changes of acts',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='DepartmentPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('short_name', models.CharField(blank=True, max_length=50, verbose_name='short name')),
                ('lineage', models.CharField(db_index=True, editable=False, max_length=255)),
            ],
            options={
                'verbose_name': 'period of a unit',
                'verbose_name_plural': 'periods of units',
                'ordering': ['from_on'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PeopleSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_order', models.CharField(choices=[('strokes', 'by strokes of the surname'), ('pinyin', 'by pinyin')], default='strokes', max_length=10, verbose_name='order of names')),
                ('max_leavers_percent', models.PositiveSmallIntegerField(default=5, help_text='A roster with more is not written: more likely a part of the file is missing.', validators=[django.core.validators.MaxValueValidator(100)], verbose_name='leavers a roster may bring, in percent of staff')),
                ('always_allowed_leavers', models.PositiveSmallIntegerField(default=5, verbose_name='leavers a roster may always bring')),
                ('secret_hours', models.PositiveSmallIntegerField(default=72, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(720)], verbose_name='hours a one-time password is good for')),
            ],
            options={
                'verbose_name': 'staff register',
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='from')),
            ],
            options={
                'verbose_name': 'succession of a unit',
                'verbose_name_plural': 'successions of units',
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='importrow',
            options={'ordering': ['row', 'pk'], 'verbose_name': 'row of a roster', 'verbose_name_plural': 'rows of rosters'},
        ),
        migrations.AlterModelOptions(
            name='importrun',
            options={'ordering': ['-uploaded_at', '-pk'], 'verbose_name': 'roster import', 'verbose_name_plural': 'roster imports'},
        ),
        migrations.AddField(
            model_name='department',
            name='opened_on',
            field=models.DateField(default=datetime.date(1900, 1, 1), editable=False, verbose_name='set up on'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='full_name',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='importrow',
            name='hidden',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='importrow',
            name='reasons',
            field=models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AddField(
            model_name='importrow',
            name='staff_no',
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddField(
            model_name='importrun',
            name='blocked',
            field=models.CharField(blank=True, max_length=300, verbose_name='why it cannot be written'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='complete',
            field=models.BooleanField(default=False, verbose_name='names everyone'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='content',
            field=models.BinaryField(default=b''),
        ),
        migrations.AddField(
            model_name='importrun',
            name='drawn_up_on',
            field=models.DateField(blank=True, null=True, verbose_name='drawn up on'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='fingerprint',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='importrun',
            name='leavers',
            field=models.PositiveIntegerField(default=0, verbose_name='leavers'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='movers',
            field=models.PositiveIntegerField(default=0, verbose_name='movers'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='notes',
            field=models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AddField(
            model_name='importrun',
            name='refused',
            field=models.PositiveIntegerField(default=0, verbose_name='refused'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='state',
            field=models.CharField(choices=[('judging', 'being read'), ('previewed', 'waits for confirmation'), ('unreadable', 'cannot be read'), ('committed', 'written'), ('discarded', 'discarded'), ('undone', 'undone')], default='judging', max_length=12, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='uploaded_at',
            field=models.DateTimeField(default=lms.common.clock.now, verbose_name='uploaded at'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='uploaded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='reason',
            field=models.CharField(blank=True, max_length=100, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='user',
            name='keys_by_hand',
            field=models.BooleanField(default=False, editable=False, verbose_name='order corrected by hand'),
        ),
        migrations.AddField(
            model_name='user',
            name='pinyin_initials',
            field=models.CharField(blank=True, editable=False, max_length=50, verbose_name='pinyin initials'),
        ),
        migrations.AddField(
            model_name='user',
            name='secret_expires_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='stroke_key',
            field=models.CharField(blank=True, db_index=True, max_length=500, verbose_name='stroke order'),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='after',
            field=models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='before',
            field=models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='kind',
            field=models.CharField(choices=[('joiner', 'joiner'), ('mover', 'mover'), ('leaver', 'leaver'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('refused', 'refused')], max_length=10),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='row',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='changed',
            field=models.PositiveIntegerField(default=0, verbose_name='changed'),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='committed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='written at'),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='file_name',
            field=models.CharField(max_length=200, verbose_name='file'),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='joiners',
            field=models.PositiveIntegerField(default=0, verbose_name='joiners'),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='unchanged',
            field=models.PositiveIntegerField(default=0, verbose_name='unchanged'),
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('hr', 'HR officer'), ('supervision', 'supervision office'), ('editor', 'course editor'), ('county_admin', 'county administrator'), ('system_admin', 'system administrator'), ('security_admin', 'security administrator'), ('auditor', 'auditor'), ('inspector', 'inspector')], max_length=20, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='user',
            name='pinyin',
            field=models.CharField(blank=True, db_index=True, max_length=200, verbose_name='pinyin'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['run', 'kind', 'row'], name='importrow_run_kind'),
        ),
        migrations.AddConstraint(
            model_name='personstate',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'left')), fields=('person',), name='state_left_once'),
        ),
        migrations.AddConstraint(
            model_name='portfolio',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('person', 'department'), name='portfolio_one_open'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('granted_by', models.F('person')), _negated=True), name='rolegrant_not_to_oneself'),
        ),
        migrations.AddField(
            model_name='act',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='act',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importrun',
            name='act',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='import_run', to='people.act'),
        ),
        migrations.AddField(
            model_name='actchange',
            name='act',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='people.act'),
        ),
        migrations.AddField(
            model_name='departmentperiod',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='people.department', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='departmentperiod',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.department', verbose_name='belongs to'),
        ),
        migrations.AddField(
            model_name='succession',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='people.department'),
        ),
        migrations.AddField(
            model_name='succession',
            name='successor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='takeovers', to='people.department'),
        ),
        migrations.AddIndex(
            model_name='actchange',
            index=models.Index(fields=['model', 'object_id'], name='actchange_object'),
        ),
        migrations.AddConstraint(
            model_name='actchange',
            constraint=models.UniqueConstraint(fields=('act', 'number'), name='actchange_in_order'),
        ),
        migrations.AddConstraint(
            model_name='departmentperiod',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='departmentperiod_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='departmentperiod',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on__isnull', True)), fields=('department',), name='period_one_open_per_unit'),
        ),
        migrations.AddConstraint(
            model_name='departmentperiod',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('department')), _negated=True), name='period_not_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.UniqueConstraint(fields=('department', 'successor'), name='succession_once'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('department', models.F('successor')), _negated=True), name='succession_not_own'),
        ),
    ]
