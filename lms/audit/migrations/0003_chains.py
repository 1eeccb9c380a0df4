"""Each entry gets its place in a chain, in the order of the log; places are taken once; old acts may be archived.

One migration, so one transaction: at no time does the log stand without its triggers.
"""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

from lms.audit.chains import chain_of, hash_of

append_only = import_module("lms.audit.migrations.0002_append_only")

# A deletion is refused for anything younger than 183 days (网络安全法 第二十一条), and for what proves the rest, always.
SQLITE = [
    append_only.SQLITE[0],
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
       WHEN OLD.at IS NULL OR OLD.chain IN ('seal', 'archive')
         OR OLD.at >= strftime('%Y-%m-%d %H:%M:%f', 'now', '-183 days')
       BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN
         IF TG_OP = 'DELETE' AND OLD.chain NOT IN ('seal', 'archive') AND OLD.at < now() - interval '183 days' THEN
           RETURN OLD;
         END IF;
         RAISE EXCEPTION 'audit entries are append-only' USING ERRCODE = 'integrity_constraint_violation';
       END $$""",
    append_only.POSTGRESQL[1],
]
UNDO = {"sqlite": append_only.SQLITE_UNDO, "postgresql": append_only.POSTGRESQL_UNDO}
FIRST = {"sqlite": append_only.SQLITE, "postgresql": append_only.POSTGRESQL}
NOW = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
PLACES = "UPDATE audit_entry SET chain = %s, number = %s, previous = %s, hash = %s WHERE id = %s"


def run(statements):
    def step(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement, None)

    return step


def link(apps, schema_editor):
    """In the order of the log, a thousand at a time; what is kept in memory is the end of each chain."""
    entries = apps.get_model("audit", "Entry").objects.order_by("pk")
    ends, last = {}, 0
    while page := list(entries.filter(pk__gt=last)[:1000]):
        rows = []
        for entry in page:
            entry.chain = chain_of(entry.actor_no, entry.target)
            number, entry.previous = ends.get(entry.chain, (0, ""))
            entry.number = number + 1
            entry.hash = hash_of(entry)
            ends[entry.chain] = (entry.number, entry.hash)
            rows.append((entry.chain, entry.number, entry.previous, entry.hash, entry.pk))
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(PLACES, rows)
        last = page[-1].pk


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.RunPython(run(UNDO), run(FIRST)),
        migrations.AddField("entry", "chain", models.CharField(default="", max_length=32, verbose_name="chain")),
        migrations.AddField("entry", "number", models.BigIntegerField(null=True, verbose_name="number in the chain")),
        migrations.AddField(
            "entry", "previous",
            models.CharField(blank=True, default="", max_length=64, verbose_name="hash of the entry before"),
        ),
        migrations.AddField("entry", "hash", models.CharField(default="", max_length=64, verbose_name="hash")),
        migrations.RunPython(link, migrations.RunPython.noop),
        migrations.AlterField("entry", "chain", models.CharField(max_length=32, verbose_name="chain")),
        migrations.AlterField("entry", "number", models.BigIntegerField(verbose_name="number in the chain")),
        migrations.AlterField(
            "entry", "previous", models.CharField(blank=True, max_length=64, verbose_name="hash of the entry before")
        ),
        migrations.AlterField("entry", "hash", models.CharField(max_length=64, verbose_name="hash")),
        migrations.AlterField("entry", "at", models.DateTimeField(verbose_name="time")),
        migrations.AlterField("entry", "action", models.CharField(max_length=64, verbose_name="action")),
        migrations.AlterField(
            "entry", "actor_no", models.CharField(blank=True, max_length=20, verbose_name="staff number")
        ),
        migrations.AddConstraint(
            "entry", models.UniqueConstraint(fields=["chain", "number"], name="audit_entry_place_taken_once")
        ),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(chain="") & ~Q(hash=""), name="audit_entry_stands_in_a_chain"
            ),
        ),
        migrations.AddIndex("entry", models.Index(fields=["at", "id"], name="audit_entry_at")),
        migrations.AddIndex("entry", models.Index(fields=["action", "at"], name="audit_entry_action")),
        migrations.AddIndex("entry", models.Index(fields=["actor_no", "at"], name="audit_entry_actor")),
        migrations.AddIndex("entry", models.Index(fields=["target", "at"], name="audit_entry_target")),
        migrations.AddIndex("entry", models.Index(fields=["address", "at"], name="audit_entry_address")),
        migrations.RunPython(run(NOW), run(UNDO)),
    ]
