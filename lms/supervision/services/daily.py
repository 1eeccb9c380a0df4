"""The daily run: closings, snapshots, reminders, e-mail; each step once for a day."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from courses.services import raise_reviews
from lms.assessment.bank_statistics import keep_figures
from lms.common import clock
from lms.notices.selectors import may_write_at
from lms.notices.services import deliver, queue_digests
from lms.supervision.models import DailyRun
from lms.supervision.selectors import presence_on
from lms.supervision.services.citing import tell_editors
from lms.supervision.services.freezing import freeze_months
from lms.supervision.services.reminding import Reminded, remind_day

A_ROUND = 20.0  # seconds of a sweep that delivery may take: exams are closed by the same sweep

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """`at_once`: its work and "done" are one transaction; the others are long, and safe to begin again by themselves.

    `hours`: only when people are written to.
    """

    name: str
    run: Callable[[dt.date, dt.datetime], dict[str, Any]]
    at_once: bool = True
    hours: bool = False


def _close(on: dt.date, at: dt.datetime) -> dict[str, Any]:
    """Rounds that are due begin, joiners get what their unit owes, movers and leavers are released.

    Each curriculum for itself, and as of the present, also when a past day is made up for: what has happened since
    must not be taken back.
    """
    for command in ("renew_curricula", "reconcile_assignments"):
        call_command(command, on=clock.day_of(at), stdout=_Silent())
    return {}


class _Silent:
    """Takes what a command prints."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing was kept."""


def _freeze(on: dt.date, at: dt.datetime) -> dict[str, Any]:
    return {"frozen": [f"{day}" for day in freeze_months(on=on, at=at)]}


def _citations(on: dt.date, at: dt.datetime) -> dict[str, Any]:
    """The laws that courses cite, as of the present; the course editors are told of what is new."""
    found = raise_reviews(on=clock.day_of(at), at=at)
    tell_editors(reviews=found, at=at)
    return {"asked": len(found)}


def _statistics(on: dt.date, at: dt.datetime) -> dict[str, Any]:
    """How the questions of the banks do, for their list."""
    return {"questions": keep_figures(at=at)}


def _remind(on: dt.date, at: dt.datetime) -> dict[str, Any]:
    """A day is not gone back to: what it would have brought, the later run has brought."""
    if DailyRun.objects.filter(step="remind", on__gt=on, finished_at__isnull=False).exists():
        return vars(Reminded())
    return vars(remind_day(on=on, at=at))


def _mail(on: dt.date, at: dt.datetime) -> dict[str, Any]:
    """Written here, once a real day, whatever day is made up for; delivered afterwards, outside the transaction."""
    if not settings.MAIL_ON or on != clock.day_of(at):
        return {"written": 0}
    return {"written": queue_digests(on=on, at=at, quiet=presence_on(on).quiet)}


STEPS = (
    Step("close", _close, at_once=False),
    Step("freeze", _freeze, at_once=False),
    Step("citations", _citations),
    Step("statistics", _statistics, at_once=False),
    Step("remind", _remind, hours=True),
    Step("mail", _mail, hours=True),
)


def run_daily(*, on: dt.date, at: dt.datetime) -> dict[str, dict[str, Any] | None]:
    """What came of each step that was not done yet; None for one done before. One whose hour has not come is absent.

    Today people are written to from the hour HR set, on working days. A past day, made up for, brings its reminders to
    the inbox; e-mail keeps to the hours of the real day.
    """
    told = {step.name: _once(step, on, at) for step in STEPS if _is_time(step, on, at)}
    if may_write_at(at):
        told["delivered"] = vars(deliver(at=at))
    return told


def run_due(*, at: dt.datetime) -> None:
    """Called by the sweep every minute: one query once the day's work is done. A failure is logged and tried again."""
    on = clock.day_of(at)
    done = set(DailyRun.objects.filter(on=on, finished_at__isnull=False).values_list("step", flat=True))
    for step in STEPS:
        if step.name not in done and _is_time(step, on, at):
            _guarded(step.name, partial(_once, step, on, at))
    if settings.MAIL_ON and may_write_at(at):
        _guarded("deliver", partial(deliver, at=at, within=A_ROUND))


def _guarded(name: str, work: Callable[[], Any]) -> None:
    """The sweep goes on: exams must be closed whatever becomes of a letter."""
    try:
        work()
    except Exception:
        logger.exception("daily run: %s", name)


def _is_time(step: Step, on: dt.date, at: dt.datetime) -> bool:
    return not step.hours or on != clock.day_of(at) or may_write_at(at)


def _once(step: Step, on: dt.date, at: dt.datetime) -> dict[str, Any] | None:
    """The step's result; None where it was done before, also by somebody at this very moment."""
    if not step.at_once:
        return _finish(step, on, at)
    with transaction.atomic():
        return _finish(step, on, at)


def _finish(step: Step, on: dt.date, at: dt.datetime) -> dict[str, Any] | None:
    DailyRun.objects.get_or_create(on=on, step=step.name)
    rows = DailyRun.objects.filter(on=on, step=step.name, finished_at__isnull=True)
    row = (rows.select_for_update() if step.at_once else rows).first()
    if row is None:
        return None
    result = step.run(on, at)
    DailyRun.objects.filter(pk=row.pk).update(finished_at=at, result=result)
    return result
