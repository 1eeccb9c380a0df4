"""The values that pass from step to step."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any


class RosterUnreadable(ValueError):  # noqa: N818
    """The file is no roster; the message says why, translated."""


@dataclass(frozen=True)
class Refusal:
    """Why one cell cannot be taken. `row` is the sheet's own row number, from 1; `column` the head above the cell."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class RawRow:
    """One person's cells as found, by field; in `dead` formulas without a usable value and error values, by field."""

    row: int
    cells: dict[str, Any]
    hidden: bool = False
    dead: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A sheet understood: its heads, its people, and the date it was drawn up.

    `notes` are sentences for the reader, translated: what was not read, and why. `personal` names columns that should
    not be in the file at all. `typed` is False for a .csv, which does not tell numbers from text.
    """

    rows: tuple[RawRow, ...]
    heads: dict[str, str]
    ignored: tuple[str, ...]
    drawn_up_on: dt.date | None
    notes: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    sheet: str = ""
    typed: bool = True


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
    hidden: bool = False


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
    notes: tuple[str, ...] = ()
