"""Does the summary say what the records say? Counted from the records without it, and compared."""

import datetime as dt
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction

from courses.models import Course
from lms.curricula.models import Assignment
from lms.people.models import Department
from lms.reports.models import Tally
from lms.reports.selectors.counts import Counts, counted_again
from lms.reports.summary import fold
from lms.reports.summary.sums import COUNTS

TRIES = 5


@dataclass(frozen=True)
class Difference:
    """One unit, course and cycle of which the summary says something else than the records."""

    cycle: str
    unit: str
    course: str
    kept: Counts
    counted: Counts

    def __str__(self) -> str:
        pairs = zip(COUNTS, self.kept, self.counted, strict=True)
        return f"{self.cycle} {self.unit} {self.course}: " + ", ".join(
            f"{name} {kept} ≠ {counted}" for name, kept, counted in pairs if kept != counted
        )


def differences(day: dt.date) -> list[Difference]:
    """As of the day (today), after folding; both read from one picture of the database, whatever is written meanwhile.

    Raises OperationalError when others fold all the time.
    """
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                _one_picture()
                fold(day)
                return _compared(day)
        except OperationalError:  # somebody folded between the picture and our turn
            if attempt == TRIES - 1 or connection.in_atomic_block:
                raise
    return []


def _one_picture() -> None:
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _compared(day: dt.date) -> list[Difference]:
    kept: dict[tuple, Counts] = {row[:4]: row[4:] for row in Tally.objects.filter(owed__gt=0).values_list(
        "cycle", "department_id", "course_id", "curriculum_id", *COUNTS)}
    units = dict(Department.objects.values_list("pk", "code"))
    counted: dict[tuple, Counts] = {}
    for cycle in Assignment.objects.order_by().values_list("cycle", flat=True).distinct():
        counted |= {(cycle, *key): values for key, values in counted_again(day, cycle).items()}
    nothing = (0,) * len(COUNTS)
    codes = dict(Course.objects.values_list("pk", "code"))
    return [
        Difference(key[0], units[key[1]], codes[key[2]], kept.get(key, nothing), counted.get(key, nothing))
        for key in sorted(kept.keys() | counted.keys()) if kept.get(key, nothing) != counted.get(key, nothing)
    ]
