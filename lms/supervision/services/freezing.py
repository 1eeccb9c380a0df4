"""Freezing figures: once for a day, never changed."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.people.models import Department, User
from lms.reports.selectors.period import names_on
from lms.reports.wording import UNIT_DEFINITIONS
from lms.supervision.models import Snapshot, SnapshotLine, SupervisionSettings
from lms.supervision.rules import months_to_freeze
from lms.supervision.selectors.snapshots import CENT, COUNTS, digest_now, figures_now

BATCH = 500
FROZEN = ("definitions", "units", "lines", "digest", "frozen_at", "frozen_by")


class FreezeRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """Nothing was frozen. Its text says why."""


def freeze(*, on: dt.date, by: User | None, at: dt.datetime) -> Snapshot:
    """The figures of the whole bureau at the end of the day; a day that is frozen stays as it is.

    They are counted before anything is locked: SQLite's one writer is kept for the writing only. Raises FreezeRefused
    for a day that is not over: its figures still move.
    """
    if on >= clock.day_of(at):
        raise FreezeRefused(_("The day is not over: its figures still change. Choose yesterday or earlier."))
    cycle = clock.cycle_of(on)
    known = Snapshot.objects.filter(on=on, cycle=cycle).first()
    if known:
        return known
    lines = _lines(on, cycle)
    return _keep(_snapshot(on, cycle, lines, by, at), lines)


@transaction.atomic
def _keep(snapshot: Snapshot, lines: list[SnapshotLine]) -> Snapshot:
    """The one that was first, when two freeze the same day at once."""
    values = {field: getattr(snapshot, field) for field in FROZEN}
    made, new = Snapshot.objects.get_or_create(on=snapshot.on, cycle=snapshot.cycle, defaults=values)
    if new:
        for line in lines:
            line.snapshot = made
        SnapshotLine.objects.bulk_create(lines, batch_size=BATCH)
        record(action="supervision.freeze", actor=made.frozen_by, target=f"{made.on}", at=made.frozen_at,
               detail={"cycle": made.cycle, "lines": made.lines, "sha256": made.digest})
    return made


def _snapshot(on: dt.date, cycle: str, lines: list[SnapshotLine], by: User | None, at: dt.datetime) -> Snapshot:
    with translation.override(settings.LANGUAGE_CODE):
        definitions = [[str(term), str(meaning)] for term, meaning in UNIT_DEFINITIONS]
    names = names_on(on)
    there = {(one.path, one.code, names.get(one.pk, one.name)) for one in Department.objects.all().open_on(on)}
    frozen = {(line.unit_path, line.unit_code, line.unit_name) for line in lines}
    units = [list(unit) for unit in sorted(there | frozen)]
    snapshot = Snapshot(
        on=on, cycle=cycle, definitions=definitions, units=units, lines=len(lines), frozen_at=at, frozen_by=by
    )
    snapshot.digest = digest_now(snapshot, lines)
    return snapshot


def _lines(on: dt.date, cycle: str) -> list[SnapshotLine]:
    names = names_on(on)
    return [
        SnapshotLine(
            number=number, unit_path=unit.path, unit_code=unit.code, unit_name=names.get(unit.pk, unit.name),
            course_code=code, course_title=title, score_total=figures.score_total.quantize(CENT),
            planned_total=figures.planned_total.quantize(CENT),
            **{name: getattr(figures, name) for name in COUNTS},
        )
        for number, (unit, code, title, figures) in enumerate(figures_now(on, cycle), start=1)
    ]


def freeze_months(*, on: dt.date, at: dt.datetime) -> list[dt.date]:
    """The months that are over on the day, each once: the last one, and any a machine that stood still has missed."""
    if not SupervisionSettings.load().monthly:
        return []
    newest = _newest_month()
    ends = months_to_freeze(on, newest)
    for end in ends:
        freeze(on=end, by=None, at=at)
    return list(ends)


def _newest_month() -> dt.date | None:
    """Of the frozen days, the newest that ends a month."""
    days = Snapshot.objects.order_by("-on").values_list("on", flat=True)
    return next((day for day in days if (day + dt.timedelta(days=1)).day == 1), None)
