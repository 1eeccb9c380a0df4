"""What the daily runs did, in words."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.supervision.models import DailyRun

DAYS = 14
LABELS: dict[str, Any] = {
    "close": gettext_lazy("Assignments"), "freeze": gettext_lazy("Snapshots"), "remind": gettext_lazy("Reminders"),
    "mail": gettext_lazy("E-mail"), "citations": gettext_lazy("Citations of laws"),
    "statistics": gettext_lazy("Statistics of questions"),
}


@dataclass(frozen=True)
class RunRow:
    """A day and what each step did, as (label, sentence)."""

    on: dt.date
    steps: tuple[tuple[str, str], ...]


def latest_runs() -> tuple[RunRow, ...]:
    """The newest days (one query)."""
    rows = DailyRun.objects.order_by("-on", "pk")[: DAYS * len(LABELS)]
    days = [(on, list(steps)) for on, steps in groupby(rows, key=lambda row: row.on)]
    return tuple(
        RunRow(on, tuple((str(LABELS.get(row.step, row.step)), sentence(row)) for row in steps))
        for on, steps in days[:DAYS]
    )


def sentence(row: DailyRun) -> str:
    if row.finished_at is None:
        return _("not finished")
    return _WORDS[row.step](row.result) if row.step in _WORDS else _("done")


def _froze(result: dict) -> str:
    days = [formats.date_format(dt.date.fromisoformat(day), "DATE_FORMAT") for day in result.get("frozen", ())]
    return _("frozen: %(days)s") % {"days": ", ".join(days)} if days else _("nothing to freeze")


def _reminded(result: dict) -> str:
    return _("people: %(learners)s, section heads: %(heads)s, leaders: %(leaders)s, tasks: %(tasks)s") % result


def _wrote(result: dict) -> str:
    return _("messages written: %(written)s") % result


def _reviewed(result: dict) -> str:
    return _("citations to be looked at: %(asked)s") % result


def _reckoned(result: dict) -> str:
    return _("questions with figures: %(questions)s") % result


_WORDS = {"freeze": _froze, "remind": _reminded, "mail": _wrote, "citations": _reviewed, "statistics": _reckoned}
