"""The database itself refuses to change or delete a published version or one of its lessons."""

from django.db import migrations

TABLES = ("courses_courseversion", "courses_versionlesson")
REFUSAL = "a published course version is never changed"

SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table in TABLES
    for verb in ("update", "delete")
]
SQLITE_UNDO = [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in TABLES for verb in ("update", "delete")]
# TRUNCATE is left to the database's owner: the test runner empties tables with it.
POSTGRESQL = [
    f"""CREATE FUNCTION courses_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    *(
        f"""CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION courses_refuse_change()"""
        for table in TABLES
    ),
]
POSTGRESQL_UNDO = [
    *(f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}" for table in TABLES),
    "DROP FUNCTION IF EXISTS courses_refuse_change()",
]


def _run(statements):
    def step(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement)

    return step


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_initial")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_UNDO, "postgresql": POSTGRESQL_UNDO}),
        ),
    ]
