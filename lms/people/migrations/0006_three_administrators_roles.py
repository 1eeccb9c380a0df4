"""What the database itself refuses: one account with two of the three administrators' roles on the same day.

PostgreSQL by exclusion over ranges, SQLite by triggers, as in 0005. It also refuses one of these roles given twice for
the same day. A later migration that rebuilds people_rolegrant on SQLite must make its triggers again;
tests/people/test_roles_promises.py notices.
"""

import django.core.validators
from django.db import migrations, models

NAME = "rolegrant_one_administrator"
THREE = "{row}role IN ('system_admin', 'security_admin', 'auditor')"
EXCLUDE = f"""ALTER TABLE people_rolegrant ADD CONSTRAINT {NAME} EXCLUDE USING gist
    (int8range(person_id, person_id, '[]') WITH &&, daterange(from_on, to_on, '[]') WITH &&)
    WHERE ({THREE.format(row="")})"""
TRIGGER = """CREATE TRIGGER {name}_{verb} BEFORE {event} ON people_rolegrant
    WHEN {mine} AND EXISTS (
        SELECT 1 FROM people_rolegrant other WHERE other.person_id = NEW.person_id AND {theirs}
        AND other.id IS NOT {self} AND other.from_on <= COALESCE(NEW.to_on, '9999-12-31')
        AND COALESCE(other.to_on, '9999-12-31') >= NEW.from_on)
    BEGIN SELECT RAISE(ABORT, '{name}: overlaps another period'); END"""


def promises(vendor):
    if vendor == "postgresql":
        yield EXCLUDE
    elif vendor == "sqlite":
        for verb, event, self in (("made", "INSERT", "NULL"), ("changed", "UPDATE", "OLD.id")):
            yield TRIGGER.format(name=NAME, verb=verb, event=event, self=self, mine=THREE.format(row="NEW."),
                                 theirs=THREE.format(row="other."))


def undo(vendor):
    if vendor == "postgresql":
        yield f"ALTER TABLE people_rolegrant DROP CONSTRAINT {NAME}"
    elif vendor == "sqlite":
        yield f"DROP TRIGGER IF EXISTS {NAME}_made"
        yield f"DROP TRIGGER IF EXISTS {NAME}_changed"


def run(statements):
    def step(apps, schema_editor):
        for statement in statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    return step


class Migration(migrations.Migration):
    dependencies = [("people", "0005_promises")]
    operations = [
        migrations.AddField(
            "peoplesettings", "inspector_days",
            models.PositiveSmallIntegerField(
                default=180, verbose_name="days an inspector's account may last",
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)],
            ),
        ),
        migrations.RunPython(run(promises), run(undo)),
    ]
