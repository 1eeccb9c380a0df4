"""The first two of the three reviews: with reasons, and by somebody else than the author."""

import django.db.models.deletion
from django.db import migrations, models

import courses.models.reviews


class Migration(migrations.Migration):
    dependencies = [("courses", "0007_search_tokens"), ("wagtailcore", "0098_apitoken")]
    operations = [
        migrations.CreateModel(
            name="CourseReviewTask",
            fields=[
                ("groupapprovaltask_ptr", models.OneToOneField(
                    auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True,
                    serialize=False, to="wagtailcore.groupapprovaltask",
                )),
            ],
            options={"verbose_name": "review of a course", "verbose_name_plural": "reviews of courses"},
            bases=(courses.models.reviews.ReasonedReview, "wagtailcore.groupapprovaltask"),
        ),
    ]
