"""What a person may ask to have corrected. Rooms above register their records: feedback does not know them.

A record is named by its kind and a reference; its own room says whether it is this person's, and what it said.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lms.people.models import User

Find = Callable[[User, str], str | None]


@dataclass(frozen=True)
class RecordKind:
    """`find` answers with what the person's record says now, in the bureau's language; None where it is not his."""

    name: str
    label: Any
    find: Find


KINDS: dict[str, RecordKind] = {}


def register(kind: RecordKind) -> RecordKind:
    KINDS[kind.name] = kind
    return kind


def said_by(person: User, kind: str, ref: str) -> str | None:
    """What the record says; None for a kind nobody registered and for a record that is not the person's."""
    known = KINDS.get(kind)
    return known.find(person, ref) if known else None


def label_of(kind: str) -> str:
    return str(KINDS[kind].label) if kind in KINDS else kind


def number(text: str) -> int:
    """A key out of an address; 0, which nobody has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
