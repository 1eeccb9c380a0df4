"""Sending and reading notices."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from lms.notices.models import Notice

BATCH = 500


def notify(*, person, key: str, subject: str, at: dt.datetime, body: str = "", url: str = "") -> Notice:
    """Send once per `key`; a repeat returns the first notice unchanged."""
    notice, _ = Notice.objects.get_or_create(
        key=key,
        defaults={"person": person, "subject": subject[:200], "body": body, "url": url, "created_at": at},
    )
    return notice


def notify_many(*, notices: Iterable[Notice]) -> None:
    """Many at once; of those whose key was sent before, nothing happens."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=BATCH)


def mark_read(notices: QuerySet[Notice], *, at: dt.datetime) -> int:
    """How many of them were unread until now."""
    return notices.filter(read_at__isnull=True).update(read_at=at)
