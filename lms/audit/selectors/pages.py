"""The log as it is read: filtered, newest first, a page at a time."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from lms.audit.models import Entry
from lms.audit.words import action_word, narrowing, result_word

PER_PAGE = 50
SCORES, HIDDEN = frozenset({"score", "passed"}), "***"
COUNTED = 10_000  # nobody pages further; the filters do that


@dataclass(frozen=True)
class Filters:
    """What the reader asks for; an empty field asks for everything. Both days are included.

    `action`: the key of a kind of acts, or one act's code (words.KINDS). `person`: as actor or as object.
    """

    action: str = ""
    person: str = ""
    result: str = ""
    address: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def as_detail(self) -> dict[str, str]:
        """The filters as the log keeps them when the log itself is exported."""
        return {name: str(value) for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class EntryRow:
    """One act, as shown and as exported. `place` and `hash` say where it stands in the chains."""

    at: dt.datetime
    action: str
    word: str
    actor_no: str
    actor_name: str
    target: str
    result: str
    result_word: str
    detail: str
    address: str
    chain: str
    number: int
    hash: str

    @property
    def place(self) -> str:
        return f"{self.chain} № {self.number}"

    @property
    def short_hash(self) -> str:
        return self.hash[:12]


class CappedPaginator(Paginator):
    """Counts to ten thousand and no further, so that a page costs the same in a log of any length."""

    object_list: QuerySet[Entry]

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:COUNTED].count()

    @property
    def is_capped(self) -> bool:
        return self.count >= COUNTED


def entries(filters: Filters, *, only_actor: str | None = None) -> QuerySet[Entry]:
    """Newest first. `only_actor`: the acts of this staff number alone (HR reads its own)."""
    found = Entry.objects.filter(narrowing(filters.action))
    if only_actor is not None:
        found = found.filter(actor_no=only_actor)
    if filters.person:
        found = found.filter(Q(actor_no=filters.person) | Q(target=filters.person))
    for name in ("result", "address"):
        if value := getattr(filters, name):
            found = found.filter(**{name: value})
    if filters.since:
        found = found.filter(at__gte=_midnight(filters.since))
    if filters.until:
        found = found.filter(at__lt=_midnight(filters.until + dt.timedelta(days=1)))
    return found.order_by("-at", "-pk")


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def page_of(found: QuerySet[Entry], number: str, *, scores: bool) -> tuple[Page, tuple[EntryRow, ...]]:
    """One page of fifty (two queries). `scores`: whether the reader may see them."""
    page = CappedPaginator(found, PER_PAGE).get_page(number)
    return page, tuple(as_row(entry, scores=scores) for entry in page.object_list)


def rows_of(found: QuerySet[Entry], *, scores: bool) -> Iterator[EntryRow]:
    """All of them, in constant memory."""
    return (as_row(entry, scores=scores) for entry in found.iterator(chunk_size=2000))


def as_row(entry: Entry, *, scores: bool) -> EntryRow:
    return EntryRow(
        entry.at, entry.action, action_word(entry.action), entry.actor_no, entry.actor_name, entry.target,
        entry.result, result_word(entry.result), said(entry.detail, scores=scores), entry.address or "",
        entry.chain, entry.number, entry.hash,
    )


def said(detail: Any, *, scores: bool) -> str:
    """The detail on one line; of a seal's or an archive's thousand chains only how many."""
    if not isinstance(detail, dict):
        return str(detail)
    shown = detail if scores else detail | dict.fromkeys(SCORES & detail.keys(), HIDDEN)
    return "; ".join(f"{key}={_value(key, value)}" for key, value in shown.items())


def _value(key: str, value: Any) -> str:
    if key == "heads":
        return str(len(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
