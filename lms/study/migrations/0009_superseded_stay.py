"""The database itself refuses to change or delete what a completion was before it was corrected.

A later migration that rebuilds the table on SQLite must make the triggers again; tests/study/test_correcting.py notices.
"""

from django.db import migrations

TABLE = "study_supersededcompletion"
SQLITE = """CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
    BEGIN SELECT RAISE(ABORT, '{table}: what was superseded stays'); END"""
FUNCTION = """CREATE FUNCTION study_superseded_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ': what was superseded stays',
       ERRCODE = 'integrity_constraint_violation'; END $$"""
POSTGRESQL = """CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} FOR EACH ROW
    EXECUTE FUNCTION study_superseded_stays()"""


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(FUNCTION)
    trigger = {"sqlite": SQLITE, "postgresql": POSTGRESQL}.get(vendor)
    for event in ("update", "delete") if trigger else ():
        schema_editor.execute(trigger.format(table=TABLE, event=event))


def undo(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for event in ("update", "delete"):
        on = f" ON {TABLE}" if vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{event}{on}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS study_superseded_stays()")


class Migration(migrations.Migration):
    dependencies = [("study", "0008_superseded_completions")]
    operations = [migrations.RunPython(make, undo)]
