"""An attempt's own log: appended, never changed."""

import datetime as dt

from django.db import transaction

from lms.assessment.models import Attempt, AttemptEvent
from lms.assessment.services.answers import check_open
from lms.assessment.services.refusals import ANSWER, AnswerRefused

REPORTED = frozenset({AttemptEvent.Kind.LEFT, AttemptEvent.Kind.BACK, AttemptEvent.Kind.NETWORK})
MOST_REPORTED = 400  # of one attempt: a page that keeps reporting must not fill the log
LONGEST = 24 * 60 * 60  # seconds


def note(*, attempt: Attempt, kind: str, at: dt.datetime, **fields: object) -> AttemptEvent:
    """Append a line. The caller decides who may."""
    return AttemptEvent.objects.create(attempt=attempt, kind=kind, at=at, **fields)


@transaction.atomic
def report(*, attempt: Attempt, kind: str, seconds: int | None, at: dt.datetime, seat: str = "") -> None:
    """What the page itself tells: left, back, network. It is noted and decides nothing. Raises AnswerRefused.

    The same twice running is noted once.
    """
    known = isinstance(kind, str) and kind in REPORTED
    if not known or not (seconds is None or (type(seconds) is int and 0 <= seconds <= LONGEST)):
        raise AnswerRefused("invalid", ANSWER["invalid"])
    check_open(attempt=attempt, at=at, seat=seat)
    told = attempt.events.filter(kind__in=REPORTED)
    last = told.order_by("-at", "-pk").first()
    if (last and last.kind == kind and kind != AttemptEvent.Kind.NETWORK) or told.count() >= MOST_REPORTED:
        return
    note(attempt=attempt, kind=kind, at=at, seconds=seconds)
