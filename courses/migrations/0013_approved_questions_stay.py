"""The database itself refuses to change what an approved question says, to take an approval back, or to delete it.

Which version stands, whether it is retired and how hard it is may change: papers keep their own copy of the words.
A later migration that rebuilds this table on SQLite must make the triggers again; tests/courses/test_questions.py
fails otherwise.
"""

from django.db import migrations

TABLE = "courses_question"
SAID = ("bank_id", "code", "version", "kind", "stem", "material", "options", "targets", "answer", "any_order", "rubric",
        "max_length", "two_markers", "explanation", "article", "effective_on", "state")
REFUSAL = "an approved question is never changed: a new version is made"

SQLITE = [
    f"""CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} WHEN OLD.state = 'approved' AND
        ({" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in SAID)})
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} WHEN OLD.state = 'approved'
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]
SQLITE_UNDO = [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete")]
POSTGRESQL = [
    f"""CREATE FUNCTION courses_question_stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW
        WHEN (OLD.state = 'approved' AND ({" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in SAID)}))
        EXECUTE FUNCTION courses_question_stays()""",
    f"""CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW
        WHEN (OLD.state = 'approved') EXECUTE FUNCTION courses_question_stays()""",
]
POSTGRESQL_UNDO = [
    *(f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb} ON {TABLE}" for verb in ("update", "delete")),
    "DROP FUNCTION IF EXISTS courses_question_stays()",
]


def _run(statements):
    def step(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement)

    return step


class Migration(migrations.Migration):
    dependencies = [("courses", "0012_more_kinds_of_questions")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_UNDO, "postgresql": POSTGRESQL_UNDO}),
        ),
    ]
