"""The editor says of each bank whether its questions may be drilled; none is until he does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0015_digests_of_recordings")]

    operations = [
        migrations.AddField(
            model_name="questionbank",
            name="practice",
            field=models.BooleanField(
                default=False,
                help_text="Everyone may then drill its questions and sees each right answer at once. Exams that draw from the bank ask questions people may know: keep a bank for practice and another for exams, or make the bank so large that knowing it is knowing the subject.",
                verbose_name="open for practice",
            ),
        ),
    ]
