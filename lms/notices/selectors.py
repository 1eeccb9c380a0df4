"""A person's inbox; how letters are worded; when they may go."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from lms.common import clock
from lms.common.prepared import Prepared
from lms.notices.letters import kind_of
from lms.notices.models import Letter, Mail, Notice, NoticeSettings
from lms.notices.rules import may_write
from lms.workdays.selectors import is_working_day

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
    return next(iter(_unread(person.pk)), 0)


def _unread_of(person: int) -> QuerySet:
    unread = Notice.objects.filter(person=person, read_at__isnull=True).order_by()
    return unread.values("person").annotate(number=Count("pk")).values_list("number", flat=True)


_unread = Prepared(_unread_of, int)


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


def undelivered(state: str = "") -> QuerySet[Mail]:
    """E-mail that waits or failed, the newest first; of one state where one is asked for."""
    states = [state] if state in (Mail.State.WAITING, Mail.State.FAILED) else [Mail.State.WAITING, Mail.State.FAILED]
    return Mail.objects.filter(state__in=states).select_related("person").order_by("-created_at", "-pk")


def letter_of(kind: str) -> Letter:
    """HR's wording of a kind, else the program's in the language that is on; LookupError for a kind nobody has."""
    found = Letter.objects.filter(kind=kind).first()
    if found:
        return found
    known = kind_of(kind)
    if known is None:
        raise LookupError(kind)
    return Letter(kind=kind, subject=str(known.subject), body=str(known.body))


def more_line(more: int) -> list[str]:
    """The line after a list that was cut short; none where nothing was."""
    return [ngettext("… and %(count)d more", "… and %(count)d more", more) % {"count": more}] if more else []


def settings_now() -> NoticeSettings:
    return NoticeSettings.load()


def may_write_at(at: dt.datetime) -> bool:
    """Whether people are written to at this moment: a working day, from the hour HR set (two queries)."""
    working = is_working_day(clock.day_of(at))
    return may_write(timezone.localtime(at), from_hour=settings_now().from_hour, working_day=working)
