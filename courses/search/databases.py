"""The two databases' own index over `SearchEntry.tokens`, behind one expression: no extension on either.

SQLite: an FTS5 table that points at the entries, kept by triggers. PostgreSQL: a GIN index over the tokens as an array.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, F, Func

# Behind a "+", which keeps SQLite from fetching the found rows one by one, long texts and all: it goes through a small
# covering index instead (SearchEntry.Meta.indexes), 10,000 entries in some milliseconds.
IN_INDEX = " IN (SELECT rowid FROM courses_searchtokens WHERE courses_searchtokens MATCH %s)"

Groups = Sequence[tuple[str, ...]]


class Holds(Func):
    """True where the entry holds one token of each group; a condition for `filter`."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, groups: Groups) -> None:
        super().__init__(F("pk"), F("tokens"))
        self.groups = groups

    def as_sqlite(self, compiler, connection, **context: Any) -> tuple[str, tuple[str, ...]]:
        key, _ = compiler.compile(self.source_expressions[0])
        words = " AND ".join(f"({' OR '.join(_quoted(one) for one in group)})" for group in self.groups)
        return "+" + key + IN_INDEX, (words,)

    def as_postgresql(self, compiler, connection, **context: Any) -> tuple[str, list]:
        tokens, _ = compiler.compile(self.source_expressions[1])
        every = [group[0] for group in self.groups if len(group) == 1]
        some = [list(group) for group in self.groups if len(group) > 1]
        parts = [f"courses_tokens({tokens}) @> %s"] * bool(every) + [f"courses_tokens({tokens}) && %s"] * len(some)
        return f"({' AND '.join(parts)})", ([every] if every else []) + some


def _quoted(token: str) -> str:
    """A token as a string of FTS5: its operators are only words in there."""
    doubled = token.replace('"', '""')
    return f'"{doubled}"'
