"""A person's inbox."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import F

from lms.notices.models import Notice

PER_PAGE = 20


@dataclass(frozen=True)
class NoticeRow:
    """One notice as the list shows it."""

    pk: int
    subject: str
    body: str
    url: str
    sent_at: dt.datetime
    unread: bool


@dataclass(frozen=True)
class Inbox:
    """One page of rows, unread first, with both counts."""

    page: Page
    rows: tuple[NoticeRow, ...]
    unread: int
    total: int
    only_unread: bool


def unread_count(person) -> int:
    return Notice.objects.filter(person=person, read_at__isnull=True).count()


def inbox_of(person, *, only_unread: bool = False, page: str = "1") -> Inbox:
    """Unread first, then newest first (three queries)."""
    mine = Notice.objects.filter(person=person)
    unread, total = unread_count(person), mine.count()
    shown = mine.filter(read_at__isnull=True) if only_unread else mine
    found = Paginator(shown.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-pk"), PER_PAGE)
    found.count = unread if only_unread else total
    one = found.get_page(page)
    return Inbox(one, tuple(map(_row, one.object_list)), unread, total, only_unread)


def _row(notice: Notice) -> NoticeRow:
    return NoticeRow(notice.pk, notice.subject, notice.body, notice.url, notice.created_at, notice.read_at is None)
