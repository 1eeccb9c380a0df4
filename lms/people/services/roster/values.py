"""The values that pass from step to step."""

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """Why one cell cannot be taken. `row` is the sheet's own row number, from 1."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class RawRow:
    """One person's cells as found, by field."""

    row: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A sheet understood: its heads, its people, and the date it was drawn up."""

    rows: tuple[RawRow, ...]
    heads: dict[str, str]
    ignored: tuple[str, ...]
    drawn_up_on: dt.date | None


@dataclass(frozen=True)
class Line:
    """One person as the roster has him. `unit` is a code; `kind` main or loan; `state` active, paused or left."""

    row: int
    staff_no: str
    full_name: str
    name_tag: str
    gender: str
    unit: str
    post: str
    rank: str
    category: str
    kind: str
    state: str
    state_word: str
    since: dt.date | None


@dataclass(frozen=True)
class Change:
    """What a row does to a person; `before` is empty for a new one. Only the fields that differ are kept."""

    line: Line
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True)
class Report:
    """Everything the reader must know before he confirms."""

    new: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    ignored: tuple[str, ...] = ()
    committed: bool = False
