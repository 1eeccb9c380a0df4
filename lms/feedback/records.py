"""What a person may ask to have corrected. Rooms above register their records: feedback does not know them.

A record is named by its kind and a reference; its own room says whether it is this person's, and what it said. It may
also keep the case beside the record, and do what an accepted correction means (decision 0031).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lms.feedback.rules import DONE
from lms.people.models import User

if TYPE_CHECKING:
    from lms.feedback.models import Case

Find = Callable[[User, str], str | None]


@dataclass(frozen=True)
class Way:
    """What the office does about a record elsewhere: what is known of it, and a button (`url` is posted to)."""

    said: str = ""
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class RecordKind:
    """`find` answers with what the person's record says now, in the bureau's language; None where it is not his.

    `sent` is told of each case about such a record, `accepted` of each that was accepted, in the same transaction;
    `effect` says to the office what accepting does by itself. Without them HR corrects where the record lives.
    `too_late` says in words why no request is taken any more, `unready` why none can be answered yet; `way` is what the
    office does meanwhile. Each is "" or None where there is nothing to say.
    """

    name: str
    label: Any
    find: Find
    sent: Callable[["Case"], None] | None = None
    accepted: Callable[["Case", User, dt.datetime], None] | None = None
    effect: Any = ""
    too_late: Callable[[User, str, dt.datetime], str] | None = None
    unready: Callable[["Case"], str] | None = None
    way: Callable[["Case"], Way | None] | None = None


KINDS: dict[str, RecordKind] = {}


def register(kind: RecordKind) -> RecordKind:
    KINDS[kind.name] = kind
    return kind


def said_by(person: User, kind: str, ref: str) -> str | None:
    """What the record says; None for a kind nobody registered and for a record that is not the person's."""
    known = KINDS.get(kind)
    return known.find(person, ref) if known else None


def was_sent(case: "Case") -> None:
    known = KINDS.get(case.record_kind)
    if known and known.sent:
        known.sent(case)


def was_answered(case: "Case", by: User, at: dt.datetime) -> None:
    known = KINDS.get(case.record_kind)
    if known and known.accepted and case.verdict == DONE:
        known.accepted(case, by, at)


def why_too_late(person: User, kind: str, ref: str, at: dt.datetime) -> str:
    known = KINDS.get(kind)
    return known.too_late(person, ref, at) if known and known.too_late else ""


def why_unready(case: "Case") -> str:
    known = KINDS.get(case.record_kind)
    return known.unready(case) if known and known.unready else ""


def way_of(case: "Case") -> Way | None:
    known = KINDS.get(case.record_kind)
    return known.way(case) if known and known.way else None


def effect_of(kind: str) -> str:
    return str(KINDS[kind].effect) if kind in KINDS else ""


def label_of(kind: str) -> str:
    return str(KINDS[kind].label) if kind in KINDS else kind


def number(text: str) -> int:
    """A key out of an address; 0, which nobody has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
