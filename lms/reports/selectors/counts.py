"""Counts by unit and course, rolled up by the database: today's from the summary, any other day's from the records."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.db import connection

from lms.people.models import Department
from lms.reports.rules import Figures
from lms.reports.selectors.facts import outermost, under
from lms.reports.summary import statements as sql
from lms.reports.summary.shelves import Scope, Shelf, shelf_of

Own = dict[tuple[str, int], Figures]
Pairs = Collection[tuple[int, int]]  # (unit, bucket its own people count in); a unit may count in several
TOGETHER = 0  # in place of a course: all of them

# What depends on the course is asked of each sum, not of the tally's many rows; what depends on the curriculum is added
# to the sums by `_planned`, since SQLite would look it up row by row.
BY_COURSE = """WITH units(department_id, bucket) AS (VALUES {buckets})
SELECT u.bucket, t.course_id, t.curriculum_id, {counts},
    CASE WHEN t.course_id IN ({examined}) THEN {owed} ELSE 0 END AS to_sit
FROM {tally} t JOIN units u ON u.department_id = t.department_id
WHERE {where} GROUP BY 1, 2, 3 HAVING {owed} > 0"""
COUNTS = ("owed", "completed", "on_time", "overdue", "sat", "passed", "score")
TOGETHER_IN_ONE = "SELECT s.bucket, {together}, s.curriculum_id, {sums} FROM ({text}) s GROUP BY 1, 3"
# PostgreSQL's sums of 32-bit numbers are 64-bit ones. Its sums of 64-bit ones are decimals, four times as slow: they
# are added as doubles, exact for whole numbers up to nine million thousand million. SQLite knows one kind of number.
SUMS = {
    "postgresql": ("SUM(CAST({value} AS integer))", "CAST(SUM(CAST({value} AS double precision)) AS bigint)"),
    "sqlite": ("SUM({value})", "SUM({value})"),
}


def own_figures(
    departments: Collection[Department], on: dt.date, cycles: tuple[str, ...], *, below: bool = True,
    examined: Collection[int] = (), plans: Mapping[int, Decimal] | None = None, together: bool = False,
) -> Own:
    """Figures by path of a unit given and course, of cycles by their exact names; three queries and `fresh` for today.

    `below`: each with all its sub-units, else its own people only. `plans`: planned percent of each curriculum.
    `together`: all courses in one, under `TOGETHER`.
    """
    pairs = pairs_below(departments) if below else [(unit.pk, unit.pk) for unit in departments]
    scope = Scope({unit for unit, _ in pairs}, on, cycles)
    with shelf_of(scope) as shelf:
        found = rolled(shelf, scope, pairs, examined=examined, plans=plans, together=together)
    paths = {unit.pk: unit.path for unit in departments}
    return {(paths[unit], course): figures for (unit, course), figures in found.items()}


def pairs_below(departments: Iterable[Department]) -> Pairs:
    """Every unit of the trees with each of the given above it, and with itself where it is given (one query)."""
    given = {unit.path: unit.pk for unit in departments}
    rows = Department.objects.filter(under(outermost(departments), "path")).values_list("pk", "path")
    step = Department.steplen
    return [
        (pk, given[path[:end]]) for pk, path in rows for end in range(step, len(path) + 1, step) if path[:end] in given
    ]


def rolled(
    shelf: Shelf, scope: Scope, pairs: Pairs, *, examined: Collection[int] = (),
    plans: Mapping[int, Decimal] | None = None, together: bool = False,
) -> dict[tuple[int, int], Figures]:
    """Figures by bucket and course of who owes anything there (one query)."""
    if not pairs:
        return {}
    short, long = SUMS[connection.vendor]
    sums = {name: (long if name == "score" else short).format(value=f"t.{name}") for name in COUNTS}
    text = BY_COURSE.format(
        buckets=", ".join(f"({int(unit)}, {int(bucket)})" for unit, bucket in pairs), where=scope.within(),
        counts=", ".join(f"{value} AS {name}" for name, value in sums.items()), owed=sums["owed"],
        examined=sql.keys(examined), tally=shelf.tally,
    )
    if together:
        again = ", ".join(long.format(value=f"s.{name}") for name in (*COUNTS, "to_sit"))
        text = TOGETHER_IN_ONE.format(together=TOGETHER, sums=again, text=text)
    return _planned(sql.rows(text, scope.params), {key: int(percent * 10) for key, percent in (plans or {}).items()})


def _planned(rows: Iterable[tuple], tenths: Mapping[int, int]) -> dict[tuple[int, int], Figures]:
    """The rows as figures, curricula put together."""
    found: dict[tuple[int, int], Figures] = {}
    for bucket, course, curriculum, owed, completed, on_time, overdue, sat, passed, score, to_sit in rows:
        key = (bucket, course)
        figures = Figures(
            owed, completed, on_time, overdue, to_sit, sat, passed, score, owed * tenths.get(curriculum, 0))
        found[key] = found[key] + figures if key in found else figures
    return found
