"""The questions a section may have. A large bank's keys are remembered for some minutes, to be drawn from (0048)."""

import time
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Max, Min, QuerySet

from courses.models import Question

Section = Mapping[str, Any]

SMALL = 2000  # with so few questions in all banks nothing is remembered: reading them is cheap, and always new
# So long a question newly approved or tagged may wait for its first paper, and one that lost its tag may still be drawn
# by it; one that is retired is out at once.
SECONDS = 300
MOST_KEYS = 2_000_000  # remembered by a process: 16 MB

_kept: dict[tuple[Any, ...], tuple[float, Sequence[int]]] = {}


def pool(section: Section) -> QuerySet[Question]:
    """Those a section names, else those of its bank with its kind, its difficulty and every one of its tags."""
    rows = Question.objects.current().filter(bank__code=section["bank"]).order_by()
    if section["codes"]:
        return rows.filter(code__in=section["codes"])
    if section["kind"]:
        rows = rows.filter(kind=section["kind"])
    if section["difficulty"]:
        rows = rows.filter(difficulty=section["difficulty"])
    for name in section["tags"]:
        rows = rows.filter(tags__name=name)
    return rows


def read(section: Section) -> Sequence[int]:
    """The keys of a pool as it is now."""
    return array("q", pool(section).values_list("pk", flat=True))


def keys_of(section: Section) -> Sequence[int]:
    """The keys as they were at most SECONDS ago."""
    name = (connection.alias, section["bank"], section["kind"], section["difficulty"], tuple(sorted(section["tags"])))
    until, keys = _kept.get(name, (0.0, ()))
    if until < time.monotonic():
        keys = read(section)
        _make_room(len(keys))
        _kept[name] = (time.monotonic() + SECONDS, keys)
    return keys


def _make_room(more: int) -> None:
    if sum(len(keys) for _until, keys in list(_kept.values())) + more > MOST_KEYS:
        forget()


def forget() -> None:
    """Read everything again: something remembered stands no more."""
    _kept.clear()


def is_small() -> bool:
    ends = Question.objects.aggregate(low=Min("pk"), high=Max("pk"))
    return (ends["high"] or 0) - (ends["low"] or 0) < SMALL
