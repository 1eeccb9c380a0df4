"""Every unit gets the period it has had so far, every successor its own row, every earlier import its state."""

from django.db import migrations
from django.db.models import F

SINCE_EVER = "1900-01-01"


def fill(apps, schema_editor):
    Department = apps.get_model("people", "Department")
    Period = apps.get_model("people", "DepartmentPeriod")
    Succession = apps.get_model("people", "Succession")
    lineages, periods = {}, []
    for unit in Department.objects.order_by("path"):
        above, parent = lineages.get(unit.path[:-4], ("/", None))
        lineages[unit.path] = (f"{above}{unit.pk}/", unit.pk)
        periods.append(Period(
            department_id=unit.pk, name=unit.name, short_name=unit.short_name, parent_id=parent,
            lineage=lineages[unit.path][0], from_on=SINCE_EVER, to_on=last_day(unit),
        ))
    Period.objects.bulk_create(periods)
    followed = Department.objects.filter(successor__isnull=False, closed_on__isnull=False).exclude(successor=F("pk"))
    Succession.objects.bulk_create(
        Succession(department_id=unit.pk, successor_id=unit.successor_id, on=unit.closed_on) for unit in followed
    )
    apps.get_model("people", "ImportRun").objects.update(state="committed")
    rows = apps.get_model("people", "ImportRow").objects
    rows.filter(kind="new").update(kind="joiner", staff_no=number_of(apps), full_name=name_of(apps))
    rows.filter(kind="changed").update(staff_no=number_of(apps), full_name=name_of(apps))


def last_day(unit):
    import datetime as dt

    return unit.closed_on - dt.timedelta(days=1) if unit.closed_on else None


def number_of(apps):
    return _of(apps, "staff_no")


def name_of(apps):
    return _of(apps, "full_name")


def _of(apps, field):
    from django.db.models import OuterRef, Subquery

    return Subquery(apps.get_model("people", "User").objects.filter(pk=OuterRef("person_id")).values(field)[:1])


class Migration(migrations.Migration):
    dependencies = [("people", "0003_as_of_any_day")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
