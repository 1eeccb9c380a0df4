"""Does the summary say what the records say? Counted from the records without it, and compared."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef

from courses.models import Course
from lms.assessment.models import Attempt, CountingGrade, GradeEvent
from lms.assessment.services.counting import wrong_among
from lms.curricula.models import Assignment
from lms.people.models import Department, User
from lms.reports.summary import fold
from lms.reports.summary import statements as sql
from lms.reports.summary.shelves import Scope, stood
from lms.reports.summary.sums import ALL_SUMS
from lms.study.models import Enrolment

TRIES = 5
AT_ONCE = 5000  # tasks whose grades are compared together


class Table(NamedTuple):
    """A table of the summary: its key, and what it counts."""

    name: str
    key: tuple[str, ...]
    counts: tuple[str, ...]


SUMS = tuple(Table(sums.table, tuple(sums.key), tuple(sums.counts)) for sums in ALL_SUMS)
DAY = Table("reports_completedday", ("cycle", "department_id", "completed_on"), ("completions",))
MONTH = Table(
    "reports_completedmonth", ("department_id", "month", "person_id"), ("completions", "graded", "hundredths"))
Rows = dict[tuple, tuple]


@dataclass(frozen=True)
class Difference:
    """One row of which the summary says something else than the records: unit and course, or whatever it is kept by."""

    where: str
    names: tuple[str, ...]
    kept: tuple[int, ...]
    counted: tuple[int, ...]

    def __str__(self) -> str:
        pairs = zip(self.names, self.kept, self.counted, strict=True)
        return f"{self.where}: " + ", ".join(
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
    names: Names = {
        "department_id": dict(Department.objects.values_list("pk", "code")),
        "course_id": dict(Course.objects.values_list("pk", "code")),
        "person_id": dict(User.objects.values_list("pk", "staff_no")),
    }
    found = [difference for table, counted in _counted(day) for difference in _of_table(table, counted, names)]
    return [*found, *_grades()]


def _grades() -> Iterator[Difference]:
    """Tasks whose counting grade is not what their attempts and marks say: the figures rest on it."""
    keys = list(Enrolment.objects.filter(
        Exists(Attempt.objects.filter(enrolment=OuterRef("pk"))) | Exists(GradeEvent.objects.filter(
            enrolment=OuterRef("pk"))) | Exists(CountingGrade.objects.filter(enrolment=OuterRef("pk")))
    ).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        wrong = wrong_among(keys[start:start + AT_ONCE])
        for row in Enrolment.objects.filter(pk__in=wrong).select_related("person", "course"):
            yield Difference(f"{row.cycle} {row.person.staff_no} {row.course.code}", ("grade that counts",), (0,), (1,))


Names = dict[str, dict[int, str]]


def _of_table(table: Table, counted: Rows, names: Names) -> Iterator[Difference]:
    kept, nothing = _kept(table), (0,) * len(table.counts)
    for key in sorted(kept.keys() | counted.keys(), key=str):
        pair = kept.get(key, nothing), counted.get(key, nothing)
        if pair[0] != pair[1]:
            yield Difference(_words(table, key, names), table.counts, *pair)


def _words(table: Table, key: tuple, names: Names) -> str:
    """2026 0101 CIP-01; what is not a figure of a course is called by its table first."""
    first = [] if table == SUMS[0] else [table.name]
    values = dict(zip(table.key, key, strict=True))
    values.pop("curriculum_id", None)
    return " ".join([*first, *(str(names.get(name, {}).get(value, value)) for name, value in values.items())])


def _kept(table: Table) -> Rows:
    some = " OR ".join(f"{name} <> 0" for name in table.counts)
    return _rows(table, f"SELECT {', '.join((*table.key, *table.counts))} FROM {table.name} WHERE {some}", {})  # noqa: S608


def _counted(day: dt.date) -> Iterator[tuple[Table, Rows]]:
    """Of everything, from the records alone."""
    found: dict[Table, Rows] = {table: {} for table in SUMS}
    units = list(Department.objects.order_by().values_list("pk", flat=True))
    for cycle in Assignment.objects.order_by().values_list("cycle", flat=True).distinct():
        scope = Scope(units, day, (cycle,))
        with stood(scope) as shelf:
            for table, source in zip(SUMS, (shelf.tally, shelf.finished, shelf.scored, shelf.late), strict=True):
                text = f"SELECT {', '.join((*table.key, *table.counts))} FROM {source} t WHERE {scope.place()}"  # noqa: S608
                found[table] |= _rows(table, text, scope.params)
    yield from found.items()
    for table, text in ((DAY, sql.DAYS_OF), (MONTH, sql.MONTHS_OF)):
        yield table, _rows(table, sql.written(text, completions=sql.ALL_COMPLETIONS), {})


def _rows(table: Table, text: str, params: dict[str, Any]) -> Rows:
    """SQLite gives a day as text where it was calculated."""
    end = len(table.key)
    return {
        tuple(f"{value}" if isinstance(value, dt.date) else value for value in row[:end]): tuple(map(int, row[end:]))
        for row in sql.rows(text, params)
    }
