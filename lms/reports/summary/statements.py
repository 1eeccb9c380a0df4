"""The SQL of the summary: one definition of who stands how on a day, which fold, recount and past days all use.

Texts are put together from constants of this file only; every value is a parameter. `{…}` are the few words in which
the two engines differ, and whether a statement speaks of the touched assignments or of all.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.utils import timezone

from lms.reports.moments import end_of
from lms.reports.summary.sums import KEY, TALLY

FACTS = """
SELECT a.id AS assignment_id, a.person_id, a.course_id, a.cycle, a.curriculum_id, p.department_id,
    {due} AS due_on,
    {completed_day} AS completed_on, CAST(ROUND(m.best * 100) AS integer) AS best, COALESCE(m.passed, 0) = 1 AS passed,
    z.person_id IS NOT NULL AS paused {since}
FROM {assignments}
JOIN people_posting p ON p.person_id = a.person_id AND p.kind = 'main'
    AND p.from_on <= %(on)s AND (p.to_on IS NULL OR p.to_on >= %(on)s)
LEFT JOIN (SELECT DISTINCT person_id FROM people_personstate WHERE kind = 'paused' AND from_on <= %(on)s
    AND (to_on IS NULL OR to_on >= %(on)s)) z ON z.person_id = a.person_id
LEFT JOIN study_completion c ON c.person_id = a.person_id AND c.course_id = a.course_id AND c.cycle = {cycle}
    AND c.completed_at < %(end)s
LEFT JOIN (
    SELECT e.person_id, e.course_id, e.cycle, g.score AS best, CASE WHEN g.passed THEN 1 ELSE 0 END AS passed
    FROM assessment_countinggrade g JOIN study_enrolment e ON e.id = g.enrolment_id
    WHERE g.at < %(end)s AND (g.until IS NULL OR g.until >= %(end)s) {marks}
) m ON m.person_id = a.person_id AND m.course_id = a.course_id AND m.cycle = {cycle}
{moved}
WHERE a.issued_on <= %(on)s AND (a.closed_on IS NULL OR a.closed_on > %(on)s) {where}
    AND NOT EXISTS (SELECT 1 FROM people_personstate s WHERE s.person_id = a.person_id AND s.kind = 'left'
                    AND s.from_on <= %(on)s AND (s.to_on IS NULL OR s.to_on >= %(on)s))
"""
# As of any day: a change of the due date made since says what the date was before it, and since when it held.
AS_IT_STOOD = {
    "assignments": "curricula_assignment a",
    "only": "",
    "due": "COALESCE(d.from_on, a.due_on)",
    "since": """, CASE WHEN d.assignment_id IS NULL THEN COALESCE(a.moved_on, a.issued_on) ELSE COALESCE((
        SELECT MAX(b."on") FROM curricula_duechange b WHERE b.assignment_id = a.id AND b."on" <= %(on)s
        ), a.issued_on) END AS since""",
    "moved": """LEFT JOIN (SELECT assignment_id, from_on, ROW_NUMBER() OVER (PARTITION BY assignment_id
        ORDER BY "on", id) AS place FROM curricula_duechange WHERE "on" > %(on)s) d
        ON d.assignment_id = a.id AND d.place = 1""",
}
# Of a part of the bureau the marks are looked up; of all of it they are read once from end to end.
MARKS_OF = """AND enrolment_id IN (SELECT e.id FROM study_enrolment e JOIN people_posting p
    ON p.person_id = e.person_id WHERE e.cycle IN ({cycles}) AND p.department_id IN ({units}) AND p.kind = 'main'
    AND p.from_on <= %(on)s AND (p.to_on IS NULL OR p.to_on >= %(on)s))"""

COLUMNS = "a.person_id, a.course_id, a.cycle, a.curriculum_id, a.issued_on, a.due_on, a.closed_on"
TAKE = f"""INSERT INTO reports_touched (assignment_id, person_id, course_id, cycle, curriculum_id, issued_on, due_on,
    closed_on, enrolment_id) SELECT k.*, e.id FROM (
    SELECT g.assignment_id, {COLUMNS} FROM {{dirty}} g
        LEFT JOIN curricula_assignment a ON a.id = g.assignment_id WHERE g.assignment_id IS NOT NULL
    UNION SELECT a.id, {COLUMNS} FROM {{dirty}} g JOIN curricula_assignment a
        ON a.person_id = g.person_id AND a.course_id = g.course_id AND a.cycle = g.cycle
    UNION SELECT a.id, {COLUMNS} FROM {{dirty}} g JOIN curricula_assignment a
        ON a.person_id = g.person_id WHERE g.course_id IS NULL
) k LEFT JOIN study_enrolment e ON e.person_id = k.person_id AND e.course_id = k.course_id AND e.cycle = k.cycle"""
# A completion or a mark of a day to come says so itself when it is written.
NOT_YET = """INSERT INTO reports_agenda (person_id, ripe_on) SELECT DISTINCT person_id, {at_day} FROM {dirty}
WHERE at >= %(end)s AND person_id IS NOT NULL ON CONFLICT DO NOTHING"""
# Completions in the unit they were made in: sums of changes, which must be taken in once and for all. The statement
# that reads them therefore is the one that deletes them.
DAYS_OF = """SELECT cycle, department_id, {at_day}, SUM(change) FROM {completions}
WHERE change <> 0 AND department_id IS NOT NULL GROUP BY 1, 2, 3"""
DAYS = f"""INSERT INTO reports_completedday (cycle, department_id, completed_on, completions) {DAYS_OF}
ON CONFLICT (cycle, department_id, completed_on) DO UPDATE
    SET completions = reports_completedday.completions + excluded.completions"""
MONTHS_OF = """SELECT department_id, {at_month}, person_id, SUM(change),
    SUM(CASE WHEN hundredths IS NULL THEN 0 ELSE change END), SUM(COALESCE(hundredths, 0) * change) FROM {completions}
WHERE change <> 0 AND department_id IS NOT NULL GROUP BY 1, 2, 3"""
MONTHS = f"""INSERT INTO reports_completedmonth (department_id, month, person_id, completions, graded, hundredths)
{MONTHS_OF}
ON CONFLICT (department_id, month, person_id) DO UPDATE
    SET completions = reports_completedmonth.completions + excluded.completions,
        graded = reports_completedmonth.graded + excluded.graded,
        hundredths = reports_completedmonth.hundredths + excluded.hundredths"""
ALL_COMPLETIONS = """(SELECT cycle, department_id, person_id, completed_at AS at, 1 AS change,
    CAST(ROUND(grade * 100) AS integer) AS hundredths FROM study_completion) c"""
GONE = "WITH gone AS (DELETE FROM reports_dirty RETURNING *), days AS (" + DAYS + ")"
TAKE_AND_CLEAR = f"{GONE}, months AS ({MONTHS}), later AS ({NOT_YET}) {TAKE}"
COUNT_AND_CLEAR = f"{GONE} {MONTHS}"

STANDING = """assignment_id, person_id, course_id, cycle, curriculum_id, department_id, due_on, completed_on, best,
    passed, paused"""
STAND = f"INSERT INTO reports_standing ({STANDING}) {FACTS}"
# The touched as they stood, and as they stand.
BEFORE = f"""INSERT INTO reports_restated ({STANDING}, change) SELECT {STANDING}, -1 FROM reports_standing
    WHERE assignment_id IN (SELECT assignment_id FROM reports_touched)"""
NOW = f"INSERT INTO reports_restated ({STANDING}, change) SELECT f.*, 1 FROM ({FACTS}) f"
# Most stand on: only what changed of them is written, not every index.
FORGET = """DELETE FROM reports_standing WHERE assignment_id IN (SELECT assignment_id FROM reports_touched)
    AND assignment_id NOT IN (SELECT assignment_id FROM reports_restated WHERE change = 1)"""
STAND_AGAIN = f"""INSERT INTO reports_standing ({STANDING}) SELECT {STANDING} FROM reports_restated WHERE change = 1
    ON CONFLICT (assignment_id) DO UPDATE SET {", ".join(
        f"{name} = excluded.{name}" for name in STANDING.replace(",", " ").split()[1:])}"""
NEWLY_OVERDUE = f"""UPDATE reports_tally SET overdue = reports_tally.overdue + d.n FROM (
    SELECT {", ".join(KEY)}, COUNT(*) AS n FROM reports_standing
    WHERE completed_on IS NULL AND NOT paused AND due_on >= %(before)s AND due_on < %(on)s GROUP BY {", ".join(KEY)}
) d WHERE {TALLY.same}"""

COMES = """INSERT INTO reports_agenda (person_id, ripe_on) SELECT DISTINCT person_id, ripe_on FROM (
    SELECT person_id, from_on AS ripe_on FROM people_posting WHERE kind = 'main' AND from_on > %(on)s {people}
    UNION ALL SELECT person_id, {next_day} FROM people_posting WHERE kind = 'main' AND to_on >= %(on)s {people}
    UNION ALL SELECT person_id, from_on FROM people_personstate WHERE from_on > %(on)s {people}
    UNION ALL SELECT person_id, {next_day} FROM people_personstate WHERE to_on >= %(on)s {people}
    UNION ALL SELECT person_id, CASE WHEN issued_on > %(on)s THEN issued_on ELSE closed_on END
        FROM {assignments} WHERE issued_on > %(on)s OR closed_on > %(on)s"""
MARKED = """
    UNION ALL SELECT person_id, {completed_day} FROM study_completion c WHERE completed_at >= %(end)s
    UNION ALL SELECT e.person_id, {at_day} FROM assessment_countinggrade JOIN study_enrolment e ON e.id = enrolment_id
        WHERE at >= %(end)s"""
TOLD = ") f WHERE TRUE ON CONFLICT DO NOTHING"
TO_COME, ALL_TO_COME = COMES + TOLD, COMES + MARKED + TOLD
RIPE = "INSERT INTO reports_dirty (person_id) SELECT DISTINCT person_id FROM reports_agenda WHERE ripe_on <= %(on)s"

ALL = {
    "assignments": "curricula_assignment a", "marks": "", "where": "", "people": "", "only": "",
    "due": "a.due_on", "since": "", "moved": "", "cycle": "a.cycle",
}
TOUCHED = {
    "assignments": "(SELECT assignment_id AS id, t.* FROM reports_touched t) a",
    "marks": "AND enrolment_id IN (SELECT enrolment_id FROM reports_touched)",
    "where": "",
    "people": "AND person_id IN (SELECT person_id FROM reports_touched)",
    "due": "a.due_on", "since": "", "moved": "", "cycle": "a.cycle",
}


def written(text: str, scope: dict[str, str] | None = None, **more: str) -> str:
    """The statement in the engine's own words."""
    words = {"source": "reports_standing", "next_day": _next_day("to_on")}
    words |= {"completed_day": _day("completed_at"), "at_day": _day("at")}
    words["at_month"] = _month("at")
    return text.format(**(words | ALL | (scope or {}) | more))


def run(text: str, params: dict[str, Any] | None = None) -> int:
    """How many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(text, params or None)
        return cursor.rowcount


def rows(text: str, params: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return cursor.fetchall()


def as_of(day: dt.date) -> dict[str, Any]:
    """The parameters that name a day: the day, and the first moment after it."""
    return {"on": day_value(day), "end": connection.ops.adapt_datetimefield_value(end_of(day))}


def day_value(day: dt.date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def day_from(value: dt.date | str) -> dt.date:
    """SQLite gives texts."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def words(values: Collection[str]) -> dict[str, str]:
    """Texts for an IN, as parameters: `words(cycles)` for the values, `named(cycles)` for the places."""
    return {f"word{place}": value for place, value in enumerate(values)}


def named(values: Collection[str]) -> str:
    return ", ".join(f"%(word{place})s" for place in range(len(values))) or "NULL"


def keys(values: Collection[int]) -> str:
    """Whole numbers for an IN; none matches nothing."""
    return ", ".join(str(int(value)) for value in values) or "NULL"


def _day(column: str) -> str:
    """The bureau's day of a moment, which the database keeps in UTC."""
    if connection.vendor == "postgresql":
        return f"CAST({column} AT TIME ZONE '{timezone.get_default_timezone_name()}' AS date)"
    offset = timezone.make_aware(dt.datetime(2026, 1, 1)).utcoffset() or dt.timedelta()
    return f"date({column}, '{offset.total_seconds():+.0f} seconds')"


def _month(column: str) -> str:
    """The first day of the bureau's month of a moment."""
    if connection.vendor == "postgresql":
        return f"CAST(DATE_TRUNC('month', {column} AT TIME ZONE '{timezone.get_default_timezone_name()}') AS date)"
    return _day(column).removesuffix(")") + ", 'start of month')"


def _next_day(column: str) -> str:
    return f"{column} + 1" if connection.vendor == "postgresql" else f"date({column}, '+1 day')"
