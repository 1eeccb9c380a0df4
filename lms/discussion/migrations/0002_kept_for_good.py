"""The database refuses to delete what was said and reported, to say that somebody else said it, and to change an
earlier text. A later migration that rebuilds these tables on SQLite must make its triggers again;
tests/discussion/test_promises.py notices.
"""

from django.db import migrations

POST, EARLIER, REPORT = "discussion_post", "discussion_postrevision", "discussion_report"
SAID = ("course_id", "version_id", "lesson_code", "thread_id", "author_id", "unit_name", "office", "created_at", "once")
SQLITE_CHANGED = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in SAID)
POSTGRESQL_CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in SAID)
REFUSED = ((POST, "DELETE", ""), (POST, "UPDATE", "changed"), (EARLIER, "DELETE", ""), (EARLIER, "UPDATE", ""),
           (REPORT, "DELETE", ""))


def _name(table, verb):
    return f"{table}_no_{verb.lower()}"


def _sqlite(table, verb, when):
    condition = f"WHEN {SQLITE_CHANGED}" if when else ""
    return f"""CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} {condition}
        BEGIN SELECT RAISE(ABORT, '{table}: what was said stays'); END"""


def _postgresql(table, verb, when):
    condition = f"WHEN ({POSTGRESQL_CHANGED})" if when else ""
    return f"""CREATE TRIGGER {_name(table, verb)} BEFORE {verb} ON {table} FOR EACH ROW {condition}
        EXECUTE FUNCTION discussion_stays()"""


DO = {
    "sqlite": [_sqlite(*one) for one in REFUSED],
    "postgresql": [
        """CREATE FUNCTION discussion_stays() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION '%: what was said stays', TG_TABLE_NAME
              USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        *[_postgresql(*one) for one in REFUSED],
    ],
}
UNDO = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {_name(table, verb)}" for table, verb, _when in REFUSED],
    "postgresql": [
        *[f"DROP TRIGGER IF EXISTS {_name(table, verb)} ON {table}" for table, verb, _when in REFUSED],
        "DROP FUNCTION IF EXISTS discussion_stays()",
    ],
}


def _run(statements):
    def step(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement, None)

    return step


class Migration(migrations.Migration):
    dependencies = [("discussion", "0001_discussions")]
    operations = [migrations.RunPython(_run(DO), _run(UNDO))]
