"""What is drawn of a day: completions over days and scores over steps, without reading a single task."""

import datetime as dt

from lms.reports.summary import fresh
from lms.reports.summary import statements as sql
from lms.reports.summary.shelves import Scope, Shelf


def finished_by_day(shelf: Shelf, scope: Scope) -> dict[dt.date, int]:
    """Tasks completed on each day, of what the people owe on the day asked for, in order (one query).

    Running sums over `owed` are `rules.rate_by_day` of the same facts.
    """
    rows = sql.rows(
        f"SELECT t.completed_on, SUM(t.tasks) FROM {shelf.finished} t WHERE {scope.place()} AND t.tasks > 0"  # noqa: S608
        " GROUP BY 1 ORDER BY 1", scope.params,
    )
    return {sql.day_from(day): int(tasks) for day, tasks in rows}


def scores_by_step(shelf: Shelf, scope: Scope) -> dict[int, tuple[int, int]]:
    """Grades that count in each step of ten points, the last with 100: (people, passed) (one query)."""
    rows = sql.rows(
        f"SELECT t.step, SUM(t.people), SUM(t.passed) FROM {shelf.scored} t WHERE {scope.place()} AND t.people > 0"  # noqa: S608
        " GROUP BY 1 ORDER BY 1", scope.params,
    )
    return {int(step): (int(people), int(passed)) for step, people, passed in rows}


def owed_by_curriculum(shelf: Shelf, scope: Scope) -> dict[int, int]:
    """Tasks owed because of each curriculum: what weighs its plan (one query)."""
    rows = sql.rows(
        f"SELECT t.curriculum_id, SUM(t.owed) FROM {shelf.tally} t WHERE {scope.where()} AND t.owed > 0"  # noqa: S608
        " GROUP BY 1 ORDER BY 1", scope.params,
    )
    return {curriculum: int(owed) for curriculum, owed in rows}


def completed_in(scope: Scope) -> int:
    """Completions until the end of the day by people who were in the units when they completed, owed or not; of all
    courses (one query, and `fresh` whatever the day)."""
    fresh()
    ((number,),) = sql.rows(
        f"SELECT COALESCE(SUM(t.completions), 0) FROM reports_completedday t WHERE {scope.place()}"  # noqa: S608
        " AND t.completed_on <= %(on)s", scope.params,
    )
    return int(number)
