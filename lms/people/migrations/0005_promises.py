"""What the database itself refuses, whoever asks:

- two main postings of one person on the same day; two heads of one unit; two names or places of one unit;
- a unit above itself.

PostgreSQL by exclusion over ranges (built in, no extension), SQLite by triggers: it has one writer, so a look before
the write is enough. A later migration that rebuilds one of these tables on SQLite must make its triggers again;
tests/people/test_promises.py notices.
"""

from django.db import migrations

# (table, name, the column that may not overlap with itself, condition on a row)
ONCE_A_DAY = [
    ("people_posting", "posting_main_once_a_day", "person_id", "{row}kind = 'main'"),
    ("people_headof", "headof_once_a_day", "department_id", "TRUE"),
    ("people_departmentperiod", "period_once_a_day", "department_id", "TRUE"),
]
EXCLUDE = """ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist
    (int8range({column}, {column}, '[]') WITH &&, daterange(from_on, to_on, '[]') WITH &&) WHERE ({condition})"""
TRIGGER = """CREATE TRIGGER {name}_{verb} BEFORE {event} ON {table}
    WHEN {mine} AND EXISTS (
        SELECT 1 FROM {table} other WHERE other.{column} = NEW.{column} AND {theirs} AND other.id IS NOT {self}
        AND other.from_on <= COALESCE(NEW.to_on, '9999-12-31') AND COALESCE(other.to_on, '9999-12-31') >= NEW.from_on)
    BEGIN SELECT RAISE(ABORT, '{name}: overlaps another period'); END"""
NOT_ABOVE_ITSELF = """ALTER TABLE people_departmentperiod ADD CONSTRAINT period_not_above_itself CHECK
    (lineage NOT LIKE '%/' || department_id || '/_%' AND lineage LIKE '%/' || department_id || '/')"""
NOT_ABOVE_ITSELF_TRIGGER = """CREATE TRIGGER period_not_above_itself_{verb} BEFORE {event} ON people_departmentperiod
    WHEN NEW.lineage LIKE '%/' || NEW.department_id || '/_%' OR NEW.lineage NOT LIKE '%/' || NEW.department_id || '/'
    BEGIN SELECT RAISE(ABORT, 'period_not_above_itself: a unit cannot be above itself'); END"""


def promises(vendor):
    if vendor == "postgresql":
        for table, name, column, condition in ONCE_A_DAY:
            yield EXCLUDE.format(table=table, name=name, column=column, condition=condition.format(row=""))
        yield NOT_ABOVE_ITSELF
    elif vendor == "sqlite":
        for table, name, column, condition in ONCE_A_DAY:
            for verb, event, self in (("made", "INSERT", "NULL"), ("changed", "UPDATE", "OLD.id")):
                yield TRIGGER.format(
                    table=table, name=name, column=column, verb=verb, event=event, self=self,
                    mine=condition.format(row="NEW."), theirs=condition.format(row="other."),
                )
        for verb, event in (("made", "INSERT"), ("changed", "UPDATE")):
            yield NOT_ABOVE_ITSELF_TRIGGER.format(verb=verb, event=event)


def undo(vendor):
    if vendor == "postgresql":
        for table, name, _, _ in ONCE_A_DAY:
            yield f"ALTER TABLE {table} DROP CONSTRAINT {name}"
        yield "ALTER TABLE people_departmentperiod DROP CONSTRAINT period_not_above_itself"
    elif vendor == "sqlite":
        for _, name, _, _ in [*ONCE_A_DAY, ("", "period_not_above_itself", "", "")]:
            yield f"DROP TRIGGER IF EXISTS {name}_made"
            yield f"DROP TRIGGER IF EXISTS {name}_changed"


def run(statements):
    def step(apps, schema_editor):
        for statement in statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    return step


class Migration(migrations.Migration):
    dependencies = [("people", "0004_periods_filled")]
    operations = [
        migrations.RemoveField("department", "successor"),
        migrations.RunPython(run(promises), run(undo)),
    ]
