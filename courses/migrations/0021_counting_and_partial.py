"""Which of several grades counts, and what some of the right options of a multiple choice earn."""

from django.db import migrations, models

COUNTING = [('best', 'the best'), ('last', 'the last'), ('first', 'the first'), ('average', 'the average')]
PARTIAL = [('none', 'nothing: all or nothing'), ('half', 'half of the points'), ('share', 'their share of the points')]


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0020_two_markers'),
    ]

    operations = [
        migrations.AddField(
            model_name='assessment',
            name='counting',
            field=models.CharField(choices=COUNTING, default='best', help_text='Of several attempts. Whoever has passed has passed: a later attempt never takes that away. With “the first”, further attempts are for practice; a make-up exam begins anew.', max_length=10, verbose_name='grade that counts'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='partial',
            field=models.CharField(choices=PARTIAL, default='none', help_text='Of a multiple choice, when nothing wrong is among what was chosen. A wrong option earns nothing.', max_length=10, verbose_name='some of the right options'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('counting__in', ('best', 'last', 'first', 'average')), ('partial__in', ('none', 'half', 'share'))), name='assessment_counting_known'),
        ),
    ]
