"""The database itself refuses to change or delete a grade, or a line of an attempt's log."""

from django.db import migrations

TABLES = ("assessment_gradeevent", "assessment_attemptevent")
REFUSAL = "what came to be in an exam is never changed"

SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table in TABLES
    for verb in ("update", "delete")
]
SQLITE_UNDO = [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in TABLES for verb in ("update", "delete")]
# TRUNCATE is left to the database's owner: the test runner empties tables with it.
POSTGRESQL = [
    f"""CREATE FUNCTION assessment_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    *(
        f"""CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION assessment_refuse_change()"""
        for table in TABLES
    ),
]
POSTGRESQL_UNDO = [
    *(f"DROP TRIGGER IF EXISTS {table}_stays ON {table}" for table in TABLES),
    "DROP FUNCTION IF EXISTS assessment_refuse_change()",
]


def _run(statements):
    def step(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement)

    return step


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_grants_and_events")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_UNDO, "postgresql": POSTGRESQL_UNDO}),
        ),
    ]
