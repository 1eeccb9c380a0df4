"""Millions of rows into empty tables: COPY on PostgreSQL, executemany on SQLite.

Indexes, foreign keys and triggers of the tables are taken away first and put back afterwards, in the same transaction:
the database checks all rows at once and builds each index once. What it put back is what stood there, by its own word.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.core.management.color import no_style
from django.db import IntegrityError, OperationalError, connection, models, transaction

STRIPPED = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', c.conrelid::regclass, c.conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', c.conrelid::regclass, c.conname,
                  pg_get_constraintdef(c.oid))
    FROM pg_constraint c WHERE c.conrelid = ANY(%s::regclass[]) AND c.contype IN ('f', 'u')
    AND NOT EXISTS (SELECT 1 FROM pg_constraint r WHERE c.contype = 'u' AND r.contype = 'f' AND r.conindid = c.conindid)
    ORDER BY c.contype, c.conname"""
INDEXES = """
    SELECT format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
    FROM pg_index i WHERE i.indrelid = ANY(%s::regclass[])
    AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    ORDER BY i.indexrelid"""


@dataclass(frozen=True)
class Table:
    """Rows of a model: the columns given row by row; its other columns get the model's defaults."""

    model: type[models.Model]
    given: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def constants(self) -> list[tuple[str, Any]]:
        """(column, value as the database takes it) of what is not given and may not be empty."""
        fields = [field for field in self.model._meta.local_concrete_fields if field.column not in self.given]
        return [
            (str(field.column), field.get_db_prep_save(field.get_default(), connection))
            for field in fields if not (field.null or field.primary_key or field.has_db_default() or field.generated)
        ]

    def write(self, rows: Sequence[tuple]) -> None:
        """Append; the values are texts and numbers as the database reads them."""
        constants = self.constants()
        columns = ", ".join(f'"{name}"' for name in (*self.given, *(name for name, _ in constants)))
        rest = tuple(value for _, value in constants)
        whole = (row + rest for row in rows) if rest else iter(rows)
        if connection.vendor == "postgresql":
            self._copy(f'COPY "{self.name}" ({columns}) FROM STDIN', whole)
        else:
            places = ", ".join("?" * (len(self.given) + len(rest)))
            _plain().executemany(f'INSERT INTO "{self.name}" ({columns}) VALUES ({places})', whole)  # noqa: S608

    def _copy(self, sql: str, rows: Iterable[tuple]) -> None:
        with connection.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)


def _plain() -> Any:
    """SQLite's own cursor: Django's would look at every statement's placeholders and remember it."""
    connection.ensure_connection()
    return connection.connection.cursor()


@contextmanager
def one_load() -> Iterator[None]:
    """One transaction for all of it. Without its log SQLite writes half as much; others may have it open."""
    outermost = connection.vendor == "sqlite" and not connection.in_atomic_block
    if outermost:
        connection.disable_constraint_checking()
        _pragmas("cache_size=-400000", "busy_timeout=1000")
        with suppress(OperationalError):
            _pragmas("journal_mode=DELETE")
    try:
        with transaction.atomic():
            yield
    finally:
        if outermost:
            connection.close()  # the next one begins with the pragmas of the settings


@contextmanager
def bare(tables: Sequence[Table]) -> Iterator[None]:
    """The tables without what is checked or kept row by row. Raises IntegrityError where a row is not as promised."""
    names = [table.name for table in tables]
    stand = _postgresql(names) if connection.vendor == "postgresql" else _sqlite(names)
    _run(sql for sql, _ in stand)
    yield
    _run(sql for _, sql in reversed(stand))
    _whole(tables)


def _postgresql(names: list[str]) -> list[tuple[str, str]]:
    """Unique constraints go last of all but return before the foreign keys."""
    _run(["SET CONSTRAINTS ALL IMMEDIATE", "SET LOCAL maintenance_work_mem = '512MB'"])
    with connection.cursor() as cursor:
        cursor.execute(STRIPPED, [names])
        constraints = cursor.fetchall()
        cursor.execute(INDEXES, [names])
        indexes = cursor.fetchall()
    triggers = [(f"ALTER TABLE {name} DISABLE TRIGGER USER", f"ALTER TABLE {name} ENABLE TRIGGER USER")
                for name in names]
    return [*triggers, *constraints, *indexes]


def _sqlite(names: list[str]) -> list[tuple[str, str]]:
    places = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN ({places}) AND sql IS NOT NULL "  # noqa: S608
            "AND type IN ('index', 'trigger') ORDER BY type DESC, name", names,
        )
        return [(f'DROP {kind} "{name}"', sql) for kind, name, sql in cursor.fetchall()]


def _whole(tables: Sequence[Table]) -> None:
    """What the database has not checked while it put things back; and the next keys."""
    if connection.vendor == "postgresql":
        _run(connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]))
        return
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'PRAGMA foreign_key_check("{table.name}")')
            if broken := cursor.fetchone():
                raise IntegrityError(f"{table.name}: row {broken[1]} names a row that is not in {broken[2]}")


def analyse() -> None:
    """The planner knows what came in."""
    _run(["ANALYZE"] if connection.vendor == "postgresql" else ["PRAGMA analysis_limit=2000", "ANALYZE"])


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _pragmas(*settings: str) -> None:
    with connection.cursor() as cursor:
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}").fetchall()
