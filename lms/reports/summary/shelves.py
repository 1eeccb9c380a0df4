"""Where the figures of a day stand: today's in the summary, those of another day made from the records.

Whatever the day, a reader finds the same columns: sums by unit, course and curriculum, completions by day, scores by
step, and the standings behind them.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from lms.common import clock
from lms.people.models import Department
from lms.reports.summary import statements as sql
from lms.reports.summary.folding import fresh
from lms.reports.summary.pauses import Standings, move_due
from lms.reports.summary.sums import ALL_SUMS, FINISHED, LATE, SCORED

STOOD = "reports_stood"  # a table of the connection's own, gone when it has been read
COLUMNS = "assignment_id, person_id, course_id, cycle, curriculum_id, department_id, due_on, completed_on, best, " \
    "passed, paused"
OF_CATEGORY = """AND s.person_id IN (SELECT person_id FROM people_posting WHERE kind = 'main'
    AND category = %(category)s AND from_on <= %(on)s AND (to_on IS NULL OR to_on >= %(on)s))"""


@dataclass(frozen=True)
class Shelf:
    """Table names, or queries in brackets with the parameters of `Scope.params`."""

    tally: str
    finished: str
    scored: str
    late: str
    standing: str


KEPT = Shelf("reports_tally", "reports_finished", "reports_scored", "reports_lateperson", "reports_standing")


@dataclass(frozen=True)
class Scope:
    """What is read: units (all that are meant, sub-units too), the day, cycles by their exact names, and what of it.

    None: all courses, all curricula. `category`: of the main post on the day.
    """

    units: Collection[int]
    on: dt.date
    cycles: tuple[str, ...]
    courses: Collection[int] | None = None
    curricula: Collection[int] | None = None
    category: str = ""

    @property
    def params(self) -> dict[str, Any]:
        return sql.as_of(self.on) | sql.words(self.cycles) | {"category": self.category}

    def where(self, row: str = "t") -> str:
        """As conditions on a row with the columns of a standing or a tally."""
        return f"{self.place(row)} {self.part(row)}"

    def place(self, row: str = "t") -> str:
        """Of sums that know no course: where some are asked for, they were made of theirs."""
        return f"{row}.cycle IN ({sql.named(self.cycles)}) AND {row}.department_id IN ({sql.keys(self.units)})"

    def within(self, row: str = "t") -> str:
        """Whatever the unit."""
        return f"{row}.cycle IN ({sql.named(self.cycles)}) {self.part(row)}"

    def part(self, row: str = "t") -> str:
        kept = {"course_id": self.courses, "curriculum_id": self.curricula}
        return " ".join(f"AND {row}.{name} IN ({sql.keys(some)})" for name, some in kept.items() if some is not None)

    @property
    def whole(self) -> bool:
        """Every unit there is (one query)."""
        return len(self.units) == Department.objects.count()


@contextmanager
def shelf_of(scope: Scope) -> Iterator[Shelf]:
    """Today's after `fresh`; of another day, or of one category of staff, they are put together first."""
    if scope.on != clock.today():
        with stood(scope) as shelf:
            yield shelf
        return
    fresh(scope.on)
    if scope.category:
        mine = scope.where("s")
        with _table(f"SELECT {COLUMNS} FROM reports_standing s WHERE {mine} {OF_CATEGORY}", scope):
            yield _summed(STOOD)
    elif scope.part():
        yield _of_part(scope)
    else:
        yield KEPT


@contextmanager
def stood(scope: Scope) -> Iterator[Shelf]:
    """From the records alone, as of the end of any day.

    Everybody's standing is kept for whatever is read of the day: of five million tasks on PostgreSQL that takes two to
    two and a half times as long as one statement which only counts. Nearly half is grouping and joining the marks.
    """
    with _table(_records(scope), scope):
        move_due(Standings(STOOD, "s.since"), scope.on)
        yield _summed(STOOD)


def _records(scope: Scope) -> str:
    cycles = sql.named(scope.cycles)
    where, marks = f"AND a.cycle IN ({cycles}) {scope.part('a')}", ""
    if not scope.whole:
        units = sql.keys(scope.units)
        where += f" AND p.department_id IN ({units})"
        marks = sql.MARKS_OF.format(cycles=cycles, units=units)
    if scope.category:
        where += " AND p.category = %(category)s"
    cycle = "%(word0)s" if len(scope.cycles) == 1 else "a.cycle"  # numbers alone are joined twice as fast
    return sql.written(sql.FACTS, sql.AS_IT_STOOD, where=where, marks=marks, cycle=cycle)


def _summed(standing: str) -> Shelf:
    tally, finished, scored, late = (f"({sql.written(sums.groups, source=standing)})" for sums in ALL_SUMS)
    return Shelf(tally, finished, scored, late, standing)


def _of_part(scope: Scope) -> Shelf:
    """Of some courses or one curriculum the sums know the tallies; the rest is summed from their standings."""
    of = f"""(SELECT s.* FROM curricula_assignment a JOIN reports_standing s ON s.assignment_id = a.id
        WHERE a.cycle IN ({sql.named(scope.cycles)}) {scope.part("a")})"""
    finished, scored, late = (f"({sql.written(sums.groups, source=of)})" for sums in (FINISHED, SCORED, LATE))
    return Shelf(KEPT.tally, finished, scored, late, KEPT.standing)


@contextmanager
def _table(text: str, scope: Scope) -> Iterator[None]:
    """A table of the query's rows. SQLite is not asked for its writer's place: the table is not in the database."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            # Millions of rows are joined by hashes; compiling the plan would take longer than running it.
            sql.run("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
            _make(text, scope)
            yield
            sql.run(f"DROP TABLE {STOOD}")
        return
    _make(text, scope)
    try:
        yield
    finally:
        sql.run(f"DROP TABLE {STOOD}")


def _make(text: str, scope: Scope) -> None:
    sql.run(f"CREATE TEMPORARY TABLE {STOOD} AS {text}", scope.params)
    if connection.vendor == "postgresql":
        sql.run(f"ANALYZE {STOOD}")
