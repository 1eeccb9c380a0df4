"""The database refuses to change what was said, to change an answered or withdrawn case, and to delete any.

A later migration that rebuilds this table on SQLite must make its triggers again; tests/feedback/test_promises.py
notices.
"""

from django.db import migrations

TABLE = "feedback_case"
SAID = ("number", "kind", "person_id", "anonymous", "course_id", "lesson_code", "record_kind", "record_ref",
        "record_said", "text", "follows_id", "sent_at", "promised_on", "once")
SQLITE_CHANGED = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in SAID)
POSTGRESQL_CHANGED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in SAID)
OVER = "OLD.state IN ('answered', 'withdrawn')"

SQLITE = [
    f"""CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} WHEN {OVER} OR {SQLITE_CHANGED}
        BEGIN SELECT RAISE(ABORT, '{TABLE}: what was said stays'); END""",
    f"""CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{TABLE}: what was said stays'); END""",
]
SQLITE_UNDO = [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete")]
POSTGRESQL = [
    f"""CREATE FUNCTION feedback_stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{TABLE}: what was said stays'
           USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW
        WHEN ({OVER} OR {POSTGRESQL_CHANGED}) EXECUTE FUNCTION feedback_stays()""",
    f"""CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW
        EXECUTE FUNCTION feedback_stays()""",
]
POSTGRESQL_UNDO = [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb} ON {TABLE}" for verb in ("update", "delete")] + [
    "DROP FUNCTION IF EXISTS feedback_stays()",
]


def _run(statements):
    def step(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement, None)

    return step


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_cases")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_UNDO, "postgresql": POSTGRESQL_UNDO}),
        ),
    ]
