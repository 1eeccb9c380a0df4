"""Questions of a bank cite laws that lapse, too (decision 0025)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("courses", "0013_approved_questions_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name='citationreview',
            name='bank',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='citation_reviews', to='courses.questionbank'),
        ),
        migrations.AlterField(
            model_name='citationreview',
            name='course',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='citation_reviews', to='courses.course'),
        ),
        migrations.AddConstraint(
            model_name='citationreview',
            constraint=models.UniqueConstraint(fields=('bank', 'law', 'article', 'lapses_on'), name='citationreview_bank_once'),
        ),
        migrations.AddConstraint(
            model_name='citationreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bank__isnull', True), ('course__isnull', False)), models.Q(('bank__isnull', False), ('course__isnull', True)), _connector='OR'), name='citationreview_of_one'),
        ),
    ]
