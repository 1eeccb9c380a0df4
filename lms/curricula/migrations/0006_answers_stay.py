"""The database itself refuses to change an answered request, and to change or delete what moved a due date or was said.

A later migration that rebuilds one of these tables on SQLite must make its triggers again;
tests/curricula/test_asks_promises.py notices.
"""

from django.db import migrations

# (table, event, condition on the old row)
KEPT = [
    ("curricula_request", "update", "OLD.state <> 'pending'"),
    ("curricula_request", "delete", "1 = 1"),
    ("curricula_duechange", "update", "1 = 1"),
    ("curricula_duechange", "delete", "1 = 1"),
    ("curricula_explanation", "update", "1 = 1"),
    ("curricula_explanation", "delete", "1 = 1"),
]
SQLITE = """CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} WHEN {condition}
    BEGIN SELECT RAISE(ABORT, '{table}: what was said stays'); END"""
FUNCTION = """CREATE FUNCTION curricula_stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ': what was said stays',
       ERRCODE = 'integrity_constraint_violation'; END $$"""
POSTGRESQL = """CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition})
    EXECUTE FUNCTION curricula_stays()"""


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(FUNCTION)
    trigger = {"sqlite": SQLITE, "postgresql": POSTGRESQL}.get(vendor)
    for table, event, condition in KEPT if trigger else []:
        schema_editor.execute(trigger.format(table=table, event=event, condition=condition))


def undo(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table, event, _ in KEPT:
        on = f" ON {table}" if vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS curricula_stays()")


class Migration(migrations.Migration):
    dependencies = [("curricula", "0005_requests")]
    operations = [migrations.RunPython(make, undo)]
