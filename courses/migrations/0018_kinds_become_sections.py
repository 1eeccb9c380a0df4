"""What stood in six columns becomes one section a kind."""

from django.db import migrations, models

KINDS = ("single", "multi", "judge")


def move_in(apps, schema_editor):
    """A kind of which none was drawn, and what a person marks, has no section."""
    Assessment = apps.get_model("courses", "Assessment")
    Section = apps.get_model("courses", "AssessmentSection")
    for row in Assessment.objects.all():
        kinds = [kind for kind in KINDS if row.kind == "exam" and getattr(row, f"{kind}_count")]
        Section.objects.bulk_create(
            Section(assessment=row, sort_order=place, kind=kind, count=getattr(row, f"{kind}_count"),
                    points=getattr(row, f"{kind}_points"))
            for place, kind in enumerate(kinds)
        )
    Assessment.objects.update(shuffle_options=models.F("shuffle"))


def move_out(apps, schema_editor):
    """What the columns cannot say, they do not: another bank, named questions, two sections of a kind are added up."""
    for row in apps.get_model("courses", "Assessment").objects.all():
        for kind in KINDS:
            sections = list(row.sections.filter(kind=kind))
            setattr(row, f"{kind}_count", sum(section.count for section in sections))
            if sections:
                setattr(row, f"{kind}_points", sections[0].points)
        row.save()


class Migration(migrations.Migration):

    dependencies = [('courses', '0017_sections_of_papers')]

    operations = [migrations.RunPython(move_in, move_out)]
