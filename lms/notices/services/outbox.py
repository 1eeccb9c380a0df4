"""E-mail: one letter a person and day about all that is new, and its delivery."""

import datetime as dt
import logging
import smtplib
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import translation

from lms.notices import letters, rules
from lms.notices.models import Letter, Mail, Notice
from lms.notices.selectors import letter_of, more_line, settings_now

BATCH = 500
OLDEST = dt.timedelta(days=14)  # what has waited longer is found in the inbox
INBOX = "/notices/"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivered:
    """How many were accepted by the mail server, and how many it refused or could not take now."""

    sent: int = 0
    failed: int = 0


@transaction.atomic
def queue_digests(*, on: dt.date, at: dt.datetime, quiet: Collection[int] = ()) -> int:
    """One letter for each who has unread notices no letter spoke of; none for the `quiet`, none twice a day.

    How many were written (three queries and a write per 500, whatever the number of people).
    """
    rows = [row for row in _news(on, at) if row[1] not in set(quiet)]
    with translation.override(settings.LANGUAGE_CODE):
        letter, most = letter_of(letters.DIGEST.name), settings_now().lines
        people = [list(notices) for _, notices in groupby(rows, key=lambda row: row[1])]
        written = [_digest(letter, notices, most, on, at) for notices in people]
    Mail.objects.bulk_create(written, ignore_conflicts=True, batch_size=BATCH)
    mine = Mail.objects.filter(person=OuterRef("person"), occasion=letters.DIGEST.name, on=on)
    for start in range(0, len(rows), BATCH):
        keys = [row[0] for row in rows[start : start + BATCH]]
        Notice.objects.filter(pk__in=keys).update(mail=Subquery(mine.values("pk")[:1]))
    return len(written)


def _news(on: dt.date, at: dt.datetime) -> Iterable[tuple]:
    """(notice, person, name, address, subject) of what is unread and unmailed, person by person, oldest first."""
    today = Mail.objects.filter(person=OuterRef("person"), occasion=letters.DIGEST.name, on=on)
    found = Notice.objects.filter(
        ~Exists(today), mail__isnull=True, read_at__isnull=True, created_at__lte=at, created_at__gt=at - OLDEST,
        person__is_active=True,
    ).exclude(person__email="")
    fields = ("pk", "person_id", "person__full_name", "person__email", "subject")
    return found.order_by("person_id", "created_at", "pk").values_list(*fields)


def _digest(letter: Letter, notices: list[tuple], most: int, on: dt.date, at: dt.datetime) -> Mail:
    _pk, person, name, address, _subject = notices[0]
    shown, more = rules.folded([f"· {row[4]}" for row in notices], most)
    subject, body = letter.filled({
        "name": name, "bureau": settings.BUREAU_NAME, "count": len(notices),
        "notices": "\n".join([*shown, *more_line(more)]), "address": f"{settings.WAGTAILADMIN_BASE_URL}{INBOX}",
    })
    return Mail(
        person_id=person, occasion=letters.DIGEST.name, on=on, address=address, subject=subject, body=body,
        next_at=at, created_at=at,
    )


def deliver(*, at: dt.datetime, within: float | None = None) -> Delivered:
    """Send what waits, for `within` seconds at most. A server that is away is asked again later.

    Each letter is claimed before it is sent, so that two senders never take the same one. Killed between the two, it is
    sent again a quarter of an hour later under the same Message-ID, by which mail servers know a repeat.
    """
    waiting = Mail.objects.filter(state=Mail.State.WAITING, next_at__lte=at).order_by("next_at", "pk")
    if not settings.MAIL_ON or not waiting.exists():
        return Delivered()
    until = time.monotonic() + within if within is not None else None
    counts: Counter[bool | None] = Counter()
    try:
        with get_connection() as connection:
            for mail in _while_time(waiting, until):
                counts[_send(mail, connection, at)] += 1
    except OSError as problem:  # nobody answers, or the server hung up: what was not sent waits
        logger.warning("mail: %s", problem)
        counts[False] += 1
    return Delivered(counts[True], counts[False])


def _while_time(waiting, until: float | None) -> Iterator[Mail]:
    for mail in waiting[:10_000]:
        if until is not None and time.monotonic() > until:
            return
        yield mail


def _send(mail: Mail, connection, at: dt.datetime) -> bool | None:
    """Whether it went; None where another sender has it. Raises when the server is gone."""
    again = rules.next_attempt(at, mail.attempts + 1)
    claimed = Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING, next_at=mail.next_at).update(
        attempts=F("attempts") + 1, next_at=again or at + rules.FIRST_WAIT
    )
    if not claimed:
        return None
    try:
        _message(mail, connection).send()
    except (OSError, ValueError) as problem:
        final = again is None or _for_good(problem)
        Mail.objects.filter(pk=mail.pk).update(
            state=Mail.State.FAILED if final else Mail.State.WAITING, error=f"{problem}"[:300]
        )
        if _gone(problem):
            raise
        return False
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=at, error="")
    return True


def _for_good(problem: Exception) -> bool:
    """The server said that it will never take this letter (SMTP 5xx), or it is no letter at all."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in problem.recipients.values())
    return isinstance(problem, ValueError) or getattr(problem, "smtp_code", 0) >= 500


def _gone(problem: Exception) -> bool:
    """The server itself, not this letter, is the trouble."""
    hung_up = isinstance(problem, smtplib.SMTPServerDisconnected)
    return hung_up or not isinstance(problem, smtplib.SMTPException | ValueError)


def _message(mail: Mail, connection) -> EmailMessage:
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<{mail.occasion}-{mail.pk}-{mail.on}@{host}>", "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return EmailMessage(mail.subject, mail.body, to=[mail.address], headers=headers, connection=connection)
