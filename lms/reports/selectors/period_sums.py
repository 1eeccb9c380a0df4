"""Completions between two days, by the unit they were made in: whole months from the summary, the rest from records.

How many people completed something does not add up from days, nor from units: months are kept by person.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from lms.reports.moments import end_of, start_of
from lms.reports.summary import fresh
from lms.reports.summary import statements as sql
from lms.study.models import Completion

TENTH = Decimal("0.1")
DONE = """WITH done AS (
    SELECT department_id, person_id, completions, graded, hundredths FROM reports_completedmonth
    WHERE department_id IN ({units}) AND month >= %(first)s AND month < %(last)s AND completions > 0
    UNION ALL SELECT department_id, person_id, 1, CASE WHEN grade IS NULL THEN 0 ELSE 1 END,
        CAST(ROUND(COALESCE(grade, 0) * 100) AS integer)
    FROM study_completion WHERE department_id IN ({units}) AND ({edges})) """
BY_UNIT = DONE + """SELECT department_id, SUM(completions), COUNT(DISTINCT person_id), SUM(graded), SUM(hundredths)
    FROM done GROUP BY 1"""  # noqa: S608 - constants, whole numbers and parameters
PEOPLE = DONE + "SELECT COUNT(DISTINCT person_id) FROM done"  # noqa: S608
BY_DAY = """SELECT completed_on, SUM(completions) FROM reports_completedday
    WHERE department_id IN ({units}) AND completed_on BETWEEN %(from)s AND %(to)s GROUP BY 1"""


@dataclass(frozen=True)
class Sums:
    """Completions, the people behind them, those with a grade, and these grades in hundredths."""

    completions: int = 0
    people: int = 0
    graded: int = 0
    hundredths: int = 0

    @property
    def average(self) -> Decimal | None:
        """To one decimal; None where nothing has a grade."""
        if not self.graded:
            return None
        return (Decimal(self.hundredths) / 100 / self.graded).quantize(TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Done:
    """Somebody who completed in two units counts in each, and once in the total."""

    by_unit: dict[int, Sums]
    total: Sums
    by_day: dict[dt.date, int]


def kept(units: Collection[int], from_on: dt.date, to_on: dt.date) -> Done:
    """All completions of the period in those units (five queries and `fresh`)."""
    fresh()
    first, last, edges = _split(from_on, to_on)
    params: dict[str, Any] = {"first": sql.day_value(first), "last": sql.day_value(last)}
    for number, (begin, end) in enumerate(edges):
        params |= {f"begin{number}": _moment(start_of(begin)), f"end{number}": _moment(end_of(end))}
    words = {
        "units": sql.keys(units),
        "edges": " OR ".join(f"(completed_at >= %(begin{n})s AND completed_at < %(end{n})s)" for n in range(len(edges)))
        or "FALSE",
    }
    by_unit = {row[0]: Sums(*map(int, row[1:])) for row in sql.rows(BY_UNIT.format(**words), params)}
    ((people,),) = sql.rows(PEOPLE.format(**words), params)
    days = sql.rows(BY_DAY.format(**words), {"from": sql.day_value(from_on), "to": sql.day_value(to_on)})
    return Done(by_unit, _total(by_unit, people), {sql.day_from(day): int(number) for day, number in days})


def counted(done: QuerySet[Completion]) -> Done:
    """Of completions narrowed to some, from the records (three queries)."""
    rows = done.values_list("department").annotate(
        Count("pk"), Count("person", distinct=True), Count("grade"), Sum("grade"))
    by_unit = {unit: Sums(n, people, graded, int((grades or 0) * 100)) for unit, n, people, graded, grades in rows}
    people = done.aggregate(n=Count("person", distinct=True))["n"]
    by_day = dict(done.values_list(TruncDate("completed_at")).annotate(Count("pk")))
    return Done(by_unit, _total(by_unit, people), by_day)


def how_many(units: Collection[int], from_on: dt.date, to_on: dt.date) -> int:
    """Completions of the period, which the summary knows (one query and `fresh`)."""
    fresh()
    days = {"from": sql.day_value(from_on), "to": sql.day_value(to_on)}
    return sum(int(number) for _, number in sql.rows(BY_DAY.format(units=sql.keys(units)), days))


def _total(by_unit: dict[int, Sums], people: int) -> Sums:
    rows = by_unit.values()
    return Sums(sum(row.completions for row in rows), people, sum(row.graded for row in rows),
                sum(row.hundredths for row in rows))


def _split(from_on: dt.date, to_on: dt.date) -> tuple[dt.date, dt.date, list[tuple[dt.date, dt.date]]]:
    """The first month taken whole, the first after those, and the days outside them: at most two parts of months.

    A month of which the period leaves out days on which nothing was completed, such as those to come, is whole too.
    """
    first, last = from_on.replace(day=1), month_after(to_on)
    day = dt.timedelta(days=1)
    begins, ends = _nothing(first, from_on - day), _nothing(to_on + day, last - day)
    if month_after(first) == last and not (begins and ends):
        return first, first, [(from_on, to_on)]
    edges = [] if begins else [(from_on, month_after(first) - day)]
    edges += [] if ends else [(to_on.replace(day=1), to_on)]
    return first if begins else month_after(first), last if ends else to_on.replace(day=1), edges


def _nothing(begin: dt.date, end: dt.date) -> bool:
    """Nobody completed anything from the first day to the last; asks nothing where there is none."""
    if end < begin:
        return True
    return not Completion.objects.filter(completed_at__gte=start_of(begin), completed_at__lt=end_of(end)).exists()


def month_after(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)


def _moment(at: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
