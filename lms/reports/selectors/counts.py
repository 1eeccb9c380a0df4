"""Counts by unit and course, rolled up by the database: today's from the summary, any other day's from the records."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from lms.people.models import Department
from lms.reports.rules import Figures
from lms.reports.selectors.facts import outermost, under
from lms.reports.summary import statements as sql
from lms.reports.summary.shelves import Scope, Shelf, shelf_of

Own = dict[tuple[str, int], Figures]
Pairs = Collection[tuple[int, int]]  # (unit, bucket its own people count in); a unit may count in several
TOGETHER = 0  # in place of a course: all of them

ROLLED = """WITH units(department_id, bucket) AS (VALUES {buckets}), plans(curriculum_id, tenths) AS (VALUES {plans})
SELECT u.bucket, {course}, {sums}
FROM {tally} t JOIN units u ON u.department_id = t.department_id LEFT JOIN plans q ON q.curriculum_id = t.curriculum_id
WHERE {where} GROUP BY 1, 2 HAVING SUM(t.owed) > 0"""
SUMMED = ("t.owed", "t.completed", "t.on_time", "t.overdue",
          "CASE WHEN t.course_id IN ({examined}) THEN t.owed ELSE 0 END", "t.sat", "t.passed")
# Sums of 32-bit numbers are 64-bit ones. Sums of 64-bit ones would be decimals, four times as slow: scores and plans
# are added as doubles, which are exact for whole numbers up to nine thousand million million.
SUMS = [f"CAST(SUM(CAST({value} AS integer)) AS bigint)" for value in SUMMED]
SUMS += [f"CAST(COALESCE(SUM(CAST({value} AS double precision)), 0) AS bigint)"
         for value in ("t.score", "t.owed * q.tenths")]
ROLLED = ROLLED.replace("{sums}", ", ".join(SUMS))


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
    text = ROLLED.format(
        buckets=", ".join(f"({int(unit)}, {int(bucket)})" for unit, bucket in pairs),
        plans=", ".join(f"({int(key)}, {int(percent * 10)})" for key, percent in (plans or {}).items()) or "(0, 0)",
        course=TOGETHER if together else "t.course_id", examined=sql.keys(examined), tally=shelf.tally,
        where=scope.where(),
    )
    return {row[:2]: Figures._make(row[2:]) for row in sql.rows(text, scope.params)}
