"""Questions to the log."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone

from lms.audit.models import Entry
from lms.audit.words import action_word, result_word

PER_PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What the reader asks for; an empty field asks for everything. Both days are included."""

    action: str = ""
    person: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def as_detail(self) -> dict[str, str]:
        """The filters as the log keeps them when the log itself is exported."""
        values = {"action": self.action, "person": self.person, "since": self.since, "until": self.until}
        return {name: str(value) for name, value in values.items() if value}


@dataclass(frozen=True)
class EntryRow:
    """One act, as shown and as exported."""

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


def entries(filters: Filters, *, only_actor: str | None = None) -> QuerySet[Entry]:
    """Newest first. `only_actor`: the acts of this staff number alone (HR reads its own)."""
    found = Entry.objects.all()
    if only_actor is not None:
        found = found.filter(actor_no=only_actor)
    if filters.action:
        found = found.filter(action__startswith=filters.action)
    if filters.person:
        found = found.filter(Q(actor_no=filters.person) | Q(target=filters.person))
    if filters.since:
        found = found.filter(at__gte=_midnight(filters.since))
    if filters.until:
        found = found.filter(at__lt=_midnight(filters.until + dt.timedelta(days=1)))
    return found.order_by("-at", "-pk")


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def page_of(found: QuerySet[Entry], number: str) -> tuple[Page, tuple[EntryRow, ...]]:
    """One page of fifty (two queries)."""
    page = Paginator(found, PER_PAGE).get_page(number)
    return page, tuple(map(as_row, page.object_list))


def rows_of(found: QuerySet[Entry]) -> Iterator[EntryRow]:
    """All of them, in constant memory."""
    return map(as_row, found.iterator(chunk_size=2000))


def as_row(entry: Entry) -> EntryRow:
    detail = "; ".join(f"{key}={value}" for key, value in entry.detail.items())
    return EntryRow(
        entry.at, entry.action, action_word(entry.action), entry.actor_no, entry.actor_name, entry.target,
        entry.result, result_word(entry.result), detail, entry.address or "",
    )
