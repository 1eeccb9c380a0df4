"""Every objection becomes a correction of its lesson, with a receipt number, its day, and the answer it has had.

Backwards the words, the answer and the verdict go back to the anomaly; the corrections stay, as the database has it.
"""

import datetime as dt

from django.db import migrations
from django.utils import timezone

WORKING_DAYS = 5  # what a correction promises as shipped; of the bureau's own number no trace need be kept here
ONE_DAY = dt.timedelta(days=1)


def forwards(apps, schema_editor):
    """Oldest first, so that the numbers rise with the days."""
    Anomaly = apps.get_model("study", "Anomaly")
    off, worked = _calendar(apps)
    rows = Anomaly.objects.filter(contested_at__isnull=False, case__isnull=True).order_by("contested_at", "pk")
    for anomaly in rows.select_related("enrolment__course", "enrolment__version"):
        anomaly.case = _case(apps, anomaly, off, worked)
        anomaly.save(update_fields=["case"])


def _case(apps, anomaly, off, worked):
    enrolment, day = anomaly.enrolment, timezone.localdate(anomaly.contested_at)
    answered = {"state": "received"}
    if anomaly.answered_at:
        answered = {
            "state": "answered", "verdict": "done" if anomaly.upheld else "refused", "answer": anomaly.answer or "—",
            "answered_at": anomaly.answered_at, "answered_by_id": anomaly.answered_by_id,
        }
    return apps.get_model("feedback", "Case").objects.create(
        number=_number(apps, day.year), kind="correction", person_id=enrolment.person_id,
        record_kind="lesson", record_ref=f"{enrolment.pk}/{anomaly.lesson_code}"[:80],
        record_said=_said(anomaly), text=anomaly.contest or "—", sent_at=anomaly.contested_at,
        promised_on=_promised(day, off, worked), **answered,
    )


def _said(anomaly):
    course = anomaly.enrolment.course
    return (f"{course.code} {course.title} {anomaly.lesson_code}：{timezone.localtime(anomaly.at):%Y-%m-%d %H:%M} "
            f"上报{anomaly.claimed:.0f}秒，计入{anomaly.credited:.0f}秒")[:500]


def _number(apps, year):
    series, _made = apps.get_model("feedback", "Series").objects.get_or_create(kind="correction", year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"GZ-{year}-{series.last:04d}"


def _calendar(apps):
    rows = list(apps.get_model("workdays", "Holiday").objects.values_list("on", "kind"))
    return {on for on, kind in rows if kind == "rest"}, {on for on, kind in rows if kind == "work"}


def _promised(day, off, worked):
    for _n in range(WORKING_DAYS):
        day += ONE_DAY
        while not (day in worked or (day.weekday() < 5 and day not in off)):
            day += ONE_DAY
    return day


def backwards(apps, schema_editor):
    rows = apps.get_model("study", "Anomaly").objects.filter(case__isnull=False).exclude(case__state="withdrawn")
    for anomaly in rows.select_related("case"):
        case = anomaly.case
        anomaly.contest, anomaly.contested_at, anomaly.case = case.text[:500], case.sent_at, None
        if case.state == "answered":
            anomaly.answer, anomaly.answered_at = case.answer[:500], case.answered_at
            anomaly.answered_by_id, anomaly.upheld = case.answered_by_id, case.verdict == "done"
        anomaly.save()


class Migration(migrations.Migration):

    dependencies = [("study", "0005_objections_are_corrections"), ("workdays", "0001_holidays")]
    operations = [migrations.RunPython(forwards, backwards)]
