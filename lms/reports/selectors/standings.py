"""Who is overdue, longest first, from the summary: what a division's list costs does not grow with the bureau."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import QuerySet

from lms.people.models import Department
from lms.reports.models import OPEN, Standing
from lms.reports.selectors.facts import outermost, under
from lms.reports.summary import fresh


class Overdue(NamedTuple):
    """One overdue task of today."""

    assignment: int
    person: int
    staff_no: str
    name: str
    unit: str
    course: int
    course_code: str
    due: dt.date


def overdue_today(departments: Collection[Department], today: dt.date, cycle: str) -> QuerySet[Standing]:
    """Open standings past their due date in the units and below, longest overdue first; of today only."""
    fresh(today)
    units = Department.objects.filter(under(outermost(departments), "path")).order_by().values_list("pk", flat=True)
    return Standing.objects.filter(
        OPEN, due_on__lt=today, cycle=cycle, department__in=list(units)
    ).order_by("due_on", "department__path", "person_id", "course_id")


def worst_overdue(
    departments: Collection[Department], today: dt.date, cycle: str, *, limit: int = 100
) -> list[Overdue]:
    """Three queries."""
    rows = overdue_today(departments, today, cycle)[:limit]
    return [Overdue(*row) for row in rows.values_list(
        "pk", "person_id", "person__staff_no", "person__full_name", "department__name", "course_id", "course__code",
        "due_on",
    )]
