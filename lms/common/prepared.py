"""A question asked on every page, worded once: wording a query costs the framework more than the database's answer
(decision 0026)."""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# Stand-ins for the arguments while the query is worded: values nobody has.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 2**31 - 999 + place,
    str: lambda place: f"\ue000{place}",
    dt.date: lambda place: dt.date(1, 1, 2 + place),
    dt.datetime: lambda place: dt.datetime(1, 1, 2 + place, tzinfo=dt.UTC),
}


class Prepared:
    """`Prepared(build, int, dt.date)` answers like `list(build(number, day))`, at half the cost or less.

    `build` makes a queryset of its arguments, each of them compared as it is and used for nothing else: where an
    argument decides how the query reads, prepare two questions. ValueError for one that does not reach the database.
    """

    def __init__(self, build: Callable[..., QuerySet], *kinds: type) -> None:
        self.build, self.kinds = build, kinds
        self.worded: dict[str, tuple[QuerySet, Any, str, list[tuple[int, Any]]]] = {}

    def __call__(self, *values: Any) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self.worded:
            self.worded[connection.vendor] = self._word(connection)
        queryset, compiler, sql, places = self.worded[connection.vendor]
        given = [_adapted(connection, value) for value in values]
        params = tuple(fixed if place < 0 else given[place] for place, fixed in places)
        rows, asked = queryset.all(), copy.copy(compiler)
        asked.connection, asked.as_sql = connection, lambda *args, **kwargs: (sql, params)
        rows.query.get_compiler = lambda *args, **kwargs: asked  # type: ignore[method-assign]
        return list(rows)

    def _word(self, connection: Any) -> tuple[QuerySet, Any, str, list[tuple[int, Any]]]:
        stand_ins = [STAND_INS[kind](place) for place, kind in enumerate(self.kinds)]
        queryset = self.build(*stand_ins)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        known = [_adapted(connection, value) for value in stand_ins]
        places = [(known.index(param), None) if param in known else (-1, param) for param in params]
        if {place for place, _ in places} - {-1} != set(range(len(known))):
            raise ValueError("An argument of a prepared query does not reach the database as it is.")
        return queryset, compiler, sql, places


def _adapted(connection: Any, value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value
