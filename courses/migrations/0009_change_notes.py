"""What has changed is said with each version; why there is no assessment, with the course.

SQLite makes the table of versions anew for the columns, and its triggers go with the old one: they are set again.
"""

from importlib import import_module

from django.db import migrations, models

frozen = import_module("courses.migrations.0003_frozen_versions")
VERSIONS = "courses_courseversion_no_"
SQLITE = [statement for statement in frozen.SQLITE if VERSIONS in statement]
SQLITE_UNDO = [statement for statement in frozen.SQLITE_UNDO if VERSIONS in statement]


class Migration(migrations.Migration):
    dependencies = [("courses", "0008_course_review_task")]
    operations = [
        migrations.RunPython(frozen._run({"sqlite": SQLITE_UNDO}), frozen._run({"sqlite": SQLITE})),
        migrations.AddField(
            "courseversion", "change_note", models.TextField(blank=True, default="", verbose_name="what has changed"),
            preserve_default=False,
        ),
        migrations.AddField(
            "courseversion", "captions",
            models.JSONField(default=dict, help_text="By media file, the SHA-256 of its captions then."),
        ),
        migrations.RunPython(frozen._run({"sqlite": SQLITE}), frozen._run({"sqlite": SQLITE_UNDO})),
        migrations.AddField(
            "coursepage", "without_assessment",
            models.CharField(blank=True, default="", max_length=200, verbose_name="why there is no assessment"),
            preserve_default=False,
        ),
        migrations.AddField(
            "coursepage", "change_note",
            models.TextField(blank=True, default="", max_length=1000, verbose_name="what has changed"),
            preserve_default=False,
        ),
    ]
