"""SQLite: INSERT OR REPLACE removes the entry in its way without asking the trigger of deletions; it is refused itself."""

from importlib import import_module

from django.db import migrations

run = import_module("lms.audit.migrations.0003_chains").run

NOW = {"sqlite": ["""CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM audit_entry WHERE chain = NEW.chain AND number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END"""]}
UNDO = {"sqlite": ["DROP TRIGGER IF EXISTS audit_entry_no_replace"]}


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chains")]
    operations = [migrations.RunPython(run(NOW), run(UNDO))]
