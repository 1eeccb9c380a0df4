"""What makes a key dirty: row triggers on the tables that decide a figure, the same on both engines.

They append one narrow row and look at nothing else, so that nobody waits for anybody. A later migration that rebuilds
one of these tables on SQLite loses its triggers: tests/reports/test_triggers.py notices, and a migration that runs
`install` again (or `manage.py recount --rebuild`) puts it right.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

INTO = "INSERT INTO reports_dirty"
ASSIGNMENT = INTO + " (assignment_id) VALUES ({row}.id)"
COURSE = INTO + " (person_id, course_id, cycle) VALUES ({row}.person_id, {row}.course_id, {row}.cycle)"
COMPLETION = INTO + (
    " (person_id, course_id, cycle, department_id, at, hundredths, change) VALUES ({row}.person_id,"
    " {row}.course_id, {row}.cycle, {row}.department_id, {row}.completed_at,"
    " CAST(ROUND({row}.grade * 100) AS integer), {change})"
)
PERSON = INTO + " (person_id) VALUES ({row}.person_id)"
GRADE = INTO + (
    " (person_id, course_id, cycle, at) SELECT person_id, course_id, cycle, {row}.at FROM study_enrolment"
    " WHERE id = {row}.enrolment_id"
)
OWNER = ("person_id", "course_id", "cycle")
POSTING_COLUMNS = ("person_id", "department_id", "kind", "from_on", "to_on")


class Source(NamedTuple):
    """A table, what to append, the columns whose change matters, and when a row matters at all."""

    table: str
    append: str
    columns: tuple[str, ...]
    matters: str = ""


SOURCES = (
    Source("curricula_assignment", ASSIGNMENT,
           (*OWNER, "curriculum_id", "issued_on", "due_on", "moved_on", "closed_on")),
    Source("study_completion", COMPLETION, (*OWNER, "completed_at", "department_id", "grade")),
    Source("study_enrolment", COURSE, OWNER, "changed"),
    # How long a grade counted changes only as the next one comes or goes, which says so itself.
    Source("assessment_countinggrade", GRADE, ("enrolment_id", "at", "score", "passed")),
    Source("people_posting", PERSON, POSTING_COLUMNS, "{row}.kind = 'main'"),
    Source("people_personstate", PERSON, ("person_id", "kind", "from_on", "to_on")),
)


class Trigger(NamedTuple):
    """Old and new row are appended apart, so that what moves from one owner to another is restated for both."""

    source: Source
    event: str
    row: str

    @property
    def name(self) -> str:
        return f"{self.source.table}_figures_{self.event}_{self.row}".lower()

    @property
    def when(self) -> str:
        return "" if self.source.matters in ("", "changed") else f"WHEN ({self.source.matters.format(row=self.row)})"

    @property
    def on(self) -> str:
        what = f"UPDATE OF {', '.join(self.source.columns)}" if self.event == "UPDATE" else self.event
        return f"AFTER {what} ON {self.source.table}"

    @property
    def body(self) -> str:
        return self.source.append.format(row=self.row, change=1 if self.row == "NEW" else -1)


def triggers() -> list[Trigger]:
    found = []
    for source in SOURCES:
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            by_key = source.append == ASSIGNMENT and (event, row) == ("UPDATE", "OLD")
            if not by_key and (source.matters != "changed" or event == "UPDATE"):
                found.append(Trigger(source, event, row))
    return found


def statements(vendor: str) -> Iterator[str]:
    for trigger in triggers():
        if vendor == "postgresql":
            yield (
                f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {trigger.body}; RETURN NULL; END $$"
            )
            yield (
                f"CREATE OR REPLACE TRIGGER {trigger.name} {trigger.on} FOR EACH ROW {trigger.when} "
                f"EXECUTE FUNCTION {trigger.name}()"
            )
        else:
            yield f"DROP TRIGGER IF EXISTS {trigger.name}"
            yield f"CREATE TRIGGER {trigger.name} {trigger.on} FOR EACH ROW {trigger.when} BEGIN {trigger.body}; END"


def removals(vendor: str) -> Iterator[str]:
    for trigger in triggers():
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.source.table}"
            yield f"DROP FUNCTION IF EXISTS {trigger.name}()"
        else:
            yield f"DROP TRIGGER IF EXISTS {trigger.name}"


def install(apps=None, schema_editor=None) -> None:
    """Make them, or make them again."""
    _run(statements(connection.vendor))


def remove(apps=None, schema_editor=None) -> None:
    _run(removals(connection.vendor))


def missing() -> set[str]:
    """Those the database lacks."""
    known = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(known[connection.vendor])
        return {trigger.name for trigger in triggers()} - {name for (name,) in cursor.fetchall()}


def _run(sql: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in sql:
            cursor.execute(statement)
