"""The database itself refuses to change, delete or lengthen a snapshot."""

from django.db import migrations

REFUSED = "snapshots are frozen"
TABLES = ("supervision_snapshot", "supervision_snapshotline")

SQLITE = [
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for table in TABLES for verb in ("UPDATE", "DELETE")
] + [
    f"""CREATE TRIGGER supervision_snapshotline_full BEFORE INSERT ON supervision_snapshotline
        WHEN NEW.number < 1
          OR NEW.number > (SELECT lines FROM supervision_snapshot WHERE id = NEW.snapshot_id)
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
]
SQLITE_UNDO = [
    f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in TABLES for verb in ("update", "delete")
] + ["DROP TRIGGER IF EXISTS supervision_snapshotline_full"]

# TRUNCATE is left to the database's owner: the test runner empties tables with it.
POSTGRESQL = [
    f"""CREATE FUNCTION supervision_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE FUNCTION supervision_full() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
          IF NEW.number < 1 OR NEW.number > (SELECT lines FROM supervision_snapshot WHERE id = NEW.snapshot_id) THEN
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
          RETURN NEW;
        END $$""",
    """CREATE TRIGGER supervision_snapshotline_full BEFORE INSERT ON supervision_snapshotline
       FOR EACH ROW EXECUTE FUNCTION supervision_full()""",
] + [
    f"""CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION supervision_refuse()"""
    for table in TABLES
]
POSTGRESQL_UNDO = [f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}" for table in TABLES] + [
    "DROP TRIGGER IF EXISTS supervision_snapshotline_full ON supervision_snapshotline",
    "DROP FUNCTION IF EXISTS supervision_full()",
    "DROP FUNCTION IF EXISTS supervision_refuse()",
]


def _run(statements):
    def step(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement, None)

    return step


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_first")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_UNDO, "postgresql": POSTGRESQL_UNDO}),
        ),
    ]
