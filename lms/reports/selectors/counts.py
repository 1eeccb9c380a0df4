"""Counts by unit, course and curriculum: of today from the summary, of any other day from the records.

Both are one statement for all units asked for, and both count by `summary.statements.FACTS`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lms.common import clock
from lms.people.models import Department, PersonState
from lms.reports.rules import Fact, Figures, on_time, overdue
from lms.reports.selectors.facts import gather, outermost, under
from lms.reports.summary import fresh
from lms.reports.summary import statements as sql
from lms.reports.summary.sums import COUNTS, TALLY

Key = tuple[int, int, int]  # unit, course, curriculum (0: all together)
Counts = tuple[int, ...]  # as `statements.COUNTS`
Own = dict[tuple[str, int], Figures]
Buckets = Mapping[int, int]  # unit → the unit in which its own people are to count
HUNDRED = Decimal(100)


def own_figures(
    departments: Collection[Department], on: dt.date, cycle: str, *, below: bool = True,
    examined: Collection[int] = (), plans: Mapping[int, Decimal] | None = None,
    courses: Collection[int] | None = None, curricula: Collection[int] | None = None,
) -> Own:
    """Figures by path of a unit given and course; two queries and `fresh` for today, nine for another day.

    `below`: people of a unit that is not given itself count in the nearest given unit above it, so that the whole
    picture is `rules.roll_up` of these. `plans`: planned percent of each curriculum; `courses`, `curricula`: only
    those.
    """
    buckets = _buckets(departments) if below else {unit.pk: unit.pk for unit in departments}
    paths = {unit.pk: unit.path for unit in departments}
    counted = counts(Asked(buckets, on, cycle, plans is not None, courses, curricula))
    figures: Own = {}
    for (unit, course, curriculum), (owed, completed, in_time, late, sat, passed, score) in counted.items():
        if not owed:  # all of them moved on today
            continue
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


@dataclass(frozen=True)
class Asked:
    """Which counts, as of the end of which day. `buckets` says in which unit a unit's own people count."""

    buckets: Buckets
    on: dt.date
    cycle: str
    by_curriculum: bool = False
    courses: Collection[int] | None = None
    curricula: Collection[int] | None = None

    @property
    def narrowed(self) -> str:
        """As a condition on a row `t`."""
        kept = {"course_id": self.courses, "curriculum_id": self.curricula}
        return " ".join(f"AND t.{name} IN ({sql.keys(some)})" for name, some in kept.items() if some is not None)

    def wants(self, fact: Fact) -> bool:
        return (self.courses is None or fact.course in self.courses) and (
            self.curricula is None or fact.curriculum in self.curricula
        )


def counts(asked: Asked) -> dict[Key, Counts]:
    """Sums by bucket, course and curriculum."""
    if asked.on != clock.today():
        return recounted(asked)
    fresh(asked.on)
    return _rolled("reports_tally", asked)


def recounted(asked: Asked) -> dict[Key, Counts]:
    """The same from the records alone, as of the end of any day."""
    found = _rolled(f"({_once(asked.buckets)})", asked)
    sums: dict[Key, list[int]] = defaultdict(lambda: [0] * len(COUNTS), {k: list(v) for k, v in found.items()})
    for unit, fact in _paused_before(asked):
        _add(sums[unit, fact.course, fact.curriculum if asked.by_curriculum else 0], fact, asked.on)
    return {key: tuple(values) for key, values in sums.items()}


def _rolled(source: str, asked: Asked) -> dict[Key, Counts]:
    if not asked.buckets:
        return {}
    text = sql.ROLLED.format(
        source=source, buckets=", ".join(f"({int(unit)}, {int(to)})" for unit, to in asked.buckets.items()),
        curriculum="t.curriculum_id" if asked.by_curriculum else "0",
        narrowed=asked.narrowed,
    )
    return {
        row[:3]: tuple(map(int, row[3:])) for row in sql.rows(text, sql.as_of(asked.on) | {"cycle": asked.cycle})
    }


def _once(buckets: Buckets) -> str:
    """The records as they were: by unit, whatever the size, in one statement."""
    scope = {name: text.format(units=sql.keys(buckets)) for name, text in sql.ONCE.items()}
    return sql.written(TALLY.groups, scope, source=f"({sql.written(sql.FACTS, scope)})")


def _paused_before(asked: Asked) -> Iterator[tuple[int, Fact]]:
    """Those with a pause behind them, whose due dates moved by the rule of curricula, each with his bucket."""
    units = list(Department.objects.filter(pk__in=list(asked.buckets)))
    bucket_of = {unit.path: asked.buckets[unit.pk] for unit in units}
    paused = PersonState.objects.filter(kind=PersonState.Kind.PAUSED, from_on__lte=asked.on).values("person")
    for fact in gather(units, asked.on, asked.cycle, only=paused):
        if fact.unit in bucket_of and not fact.paused and asked.wants(fact):
            yield bucket_of[fact.unit], fact


def _add(sums: list[int], fact: Fact, on: dt.date) -> None:
    score = int((fact.best or 0) * 100)
    each = (1, fact.completed_on is not None, on_time(fact), overdue(fact, on), fact.sat, fact.passed, score)
    for place, value in enumerate(each):
        sums[place] += value
