"""Who is overdue, longest first: what a division's list costs today does not grow with its length."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from lms.people.models import Department
from lms.reports.rules import Fact
from lms.reports.selectors.facts import outermost, rounds_of, under
from lms.reports.summary import statements as sql
from lms.reports.summary.shelves import KEPT, Scope, Shelf, shelf_of

LATE = "t.completed_on IS NULL AND NOT t.paused AND t.due_on < %(on)s"
WORST = f"""SELECT t.person_id, d.path, t.course_id, t.due_on, t.cycle, t.assignment_id FROM {{standing}} t
JOIN people_department d ON d.id = t.department_id WHERE {{where}} AND {LATE}
ORDER BY t.due_on, d.path, t.person_id, t.course_id, t.cycle LIMIT %(limit)s OFFSET %(offset)s"""  # noqa: S608 - constants, whole numbers and parameters
# The same of today's standings on PostgreSQL: the first of each unit as its index has them, then the first of those.
WORST_BY_UNIT = f"""SELECT t.person_id, d.path, t.course_id, t.due_on, t.cycle, t.assignment_id FROM people_department d
CROSS JOIN LATERAL (SELECT t.* FROM {{standing}} t WHERE t.department_id = d.id AND {{rest}} AND {LATE}
    ORDER BY t.due_on, t.person_id, t.course_id, t.cycle LIMIT %(limit)s + %(offset)s) t WHERE d.id IN ({{units}})
ORDER BY t.due_on, d.path, t.person_id, t.course_id, t.cycle LIMIT %(limit)s OFFSET %(offset)s"""  # noqa: S608
NAMED = """SELECT w.assignment_id, w.person_id, p.staff_no, p.full_name, d.name, w.course_id, c.code, w.due_on
FROM ({worst}) w JOIN people_user p ON p.id = w.person_id JOIN people_department d ON d.path = w.path
JOIN courses_course c ON c.id = w.course_id ORDER BY w.due_on, w.path, w.person_id, w.course_id, w.cycle"""


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


def longest_overdue(shelf: Shelf, scope: Scope, limit: int, offset: int = 0) -> list[Fact]:
    """By due date, then in the bureau's order of units (one query)."""
    text = _worst(shelf, scope)
    rows = sql.rows(text, scope.params | {"limit": limit, "offset": offset})
    return [
        Fact(person, path, course, sql.day_from(due), cycle=cycle) for person, path, course, due, cycle, _ in rows
    ]


def _worst(shelf: Shelf, scope: Scope) -> str:
    if connection.vendor == "postgresql" and shelf.standing == KEPT.standing:
        return WORST_BY_UNIT.format(standing=shelf.standing, rest=scope.within("t"), units=sql.keys(scope.units))
    return WORST.format(standing=shelf.standing, where=scope.where())


def late_counts(shelf: Shelf, scope: Scope) -> tuple[int, int]:
    """How many tasks are overdue, and how many people have one (one query)."""
    ((tasks, people),) = sql.rows(
        f"SELECT COALESCE(SUM(t.overdue), 0), COUNT(DISTINCT t.person_id) FROM {shelf.late} t"  # noqa: S608
        f" WHERE {scope.place()} AND t.overdue > 0", scope.params,
    )
    return int(tasks), people


def worst_overdue(
    departments: Collection[Department], on: dt.date, cycle: str, *, limit: int = 100
) -> list[Overdue]:
    """Of the units and below, with names (three queries and `fresh` for today)."""
    units = Department.objects.filter(under(outermost(departments), "path")).order_by().values_list("pk", flat=True)
    scope = Scope(list(units), on, rounds_of(cycle))
    with shelf_of(scope) as shelf:
        text = NAMED.format(worst=_worst(shelf, scope))
        rows = sql.rows(text, scope.params | {"limit": limit, "offset": 0})
    return [Overdue._make((*row[:-1], sql.day_from(row[-1]))) for row in rows]
