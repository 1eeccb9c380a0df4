"""Counts by unit, course and curriculum: of today from the summary, of any other day from the records.

Both are one statement for all units asked for, and both count by `summary.statements.FACTS`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from lms.common import clock
from lms.people.models import Department, PersonState
from lms.reports.rules import Fact, Figures, on_time, overdue
from lms.reports.selectors.facts import gather, outermost, under
from lms.reports.summary import fresh
from lms.reports.summary import statements as sql

Key = tuple[int, int, int]  # unit, course, curriculum (0: all together)
Counts = tuple[int, ...]  # as `statements.COUNTS`
Own = dict[tuple[str, int], Figures]
Buckets = Mapping[int, int]  # unit → the unit in which its own people are to count
HUNDRED = Decimal(100)


def own_figures(
    departments: Collection[Department], on: dt.date, cycle: str, *, below: bool = True,
    examined: Collection[int] = (), plans: Mapping[int, Decimal] | None = None, courses: Collection[int] | None = None,
) -> Own:
    """Figures by path of a unit given and course; two queries and `fresh` for today, eight for another day.

    `below`: people of a unit that is not given itself count in the nearest given unit above it, so that the whole
    picture is `rules.roll_up` of these. `plans`: planned percent of each curriculum; `courses`: only these.
    """
    buckets = _buckets(departments) if below else {unit.pk: unit.pk for unit in departments}
    paths = {unit.pk: unit.path for unit in departments}
    counted = counts(buckets, on, cycle, by_curriculum=plans is not None, courses=courses)
    figures: Own = {}
    for (unit, course, curriculum), (owed, completed, in_time, late, sat, passed, score) in counted.items():
        planned = owed * plans.get(curriculum, Decimal(0)) if plans else Decimal(0)
        row = Figures(owed, completed, in_time, late, owed if course in examined else 0, sat, passed,
                      score / HUNDRED, planned)
        key = paths[unit], course
        figures[key] = figures[key] + row if key in figures else row
    return figures


def _buckets(departments: Collection[Department]) -> dict[int, int]:
    """Every unit of the trees → the nearest of the given above it, or itself (one query)."""
    given = {unit.path: unit.pk for unit in departments}
    rows = Department.objects.filter(under(outermost(departments), "path")).values_list("pk", "path")
    step = Department.steplen
    return {
        pk: next(given[path[:end]] for end in range(len(path), 0, -step) if path[:end] in given) for pk, path in rows
    }


def counts(
    buckets: Buckets, on: dt.date, cycle: str, *, by_curriculum: bool = False, courses: Collection[int] | None = None
) -> dict[Key, Counts]:
    """Sums by bucket, course and curriculum; `buckets` says in which a unit's own people count."""
    if on != clock.today():
        return recounted(buckets, on, cycle, by_curriculum=by_curriculum, courses=courses)
    fresh(on)
    return _rolled("reports_tally", buckets, on, cycle, by_curriculum, courses)


def recounted(
    buckets: Buckets, on: dt.date, cycle: str, *, by_curriculum: bool = False, courses: Collection[int] | None = None
) -> dict[Key, Counts]:
    """The same from the records alone, as of the end of any day."""
    found = _rolled(f"({_once(buckets)})", buckets, on, cycle, by_curriculum, courses)
    sums: dict[Key, list[int]] = defaultdict(lambda: [0] * len(sql.COUNTS), {k: list(v) for k, v in found.items()})
    for unit, fact in _paused_before(buckets, on, cycle):
        if courses is None or fact.course in courses:
            _add(sums[unit, fact.course, fact.curriculum if by_curriculum else 0], fact, on)
    return {key: tuple(values) for key, values in sums.items()}


def _rolled(
    source: str, buckets: Buckets, on: dt.date, cycle: str, by_curriculum: bool, courses: Collection[int] | None
) -> dict[Key, Counts]:
    if not buckets:
        return {}
    text = sql.ROLLED.format(
        source=source, buckets=", ".join(f"({int(unit)}, {int(to)})" for unit, to in buckets.items()),
        curriculum="t.curriculum_id" if by_curriculum else "0",
        courses="" if courses is None else f"AND t.course_id IN ({sql.keys(courses)})",
    )
    return {row[:3]: tuple(map(int, row[3:])) for row in sql.rows(text, sql.as_of(on) | {"cycle": cycle})}


def _once(buckets: Buckets) -> str:
    """The records as they were: by unit, whatever the size, in one statement."""
    scope = {name: text.format(units=sql.keys(buckets)) for name, text in sql.ONCE.items()}
    return sql.written(sql.GROUPS, scope, source=f"({sql.written(sql.FACTS, scope)})")


def _paused_before(buckets: Buckets, on: dt.date, cycle: str) -> Iterator[tuple[int, Fact]]:
    """Those with a pause behind them, whose due dates moved by the rule of curricula, each with his bucket."""
    units = list(Department.objects.filter(pk__in=list(buckets)))
    bucket_of = {unit.path: buckets[unit.pk] for unit in units}
    paused = PersonState.objects.filter(kind=PersonState.Kind.PAUSED, from_on__lte=on).values("person")
    for fact in gather(units, on, cycle, only=paused):
        if fact.unit in bucket_of and not fact.paused:
            yield bucket_of[fact.unit], fact


def _add(sums: list[int], fact: Fact, on: dt.date) -> None:
    score = int((fact.best or 0) * 100)
    each = (1, fact.completed_on is not None, on_time(fact), overdue(fact, on), fact.sat, fact.passed, score)
    for place, value in enumerate(each):
        sums[place] += value
