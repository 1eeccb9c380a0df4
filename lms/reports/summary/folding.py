"""Keeping the summary equal to the records: one at a time, and only for what has been written since."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Exists

from lms.common import clock
from lms.reports.models import Agenda, Dirty, Finished, Fold, Scored, Standing, Tally, Touched
from lms.reports.summary import statements as sql
from lms.reports.summary.pauses import KEPT, KEPT_TOUCHED, move_due
from lms.reports.summary.sums import ALL_SUMS

ONE = 1


def fresh(day: dt.date | None = None) -> None:
    """Before reading: fold when anything was written, or the day has changed, since the last time (one query)."""
    day = day or clock.today()
    state = Fold.objects.filter(pk=ONE, day=day).annotate(dirty=Exists(Dirty.objects.all())).first()
    if state is None or state.dirty:
        fold(day)


@transaction.atomic
def fold(day: dt.date | None = None) -> int:
    """Restate what is dirty, as of the day (today); how many assignments. Safe to call twice, and at once.

    Who folds holds the one row of `Fold`; others wait for him, and find little left to do.
    """
    day = day or clock.today()
    state = _locked()
    if state.day is None or state.day > day:  # never made, or the clock was put back
        return _make(state, day)
    if state.day < day:
        _turn(state.day, day)
    _take()
    touched = Touched.objects.count()
    if touched:
        _restate(day)
        Touched.objects.all().delete()
    return touched


@transaction.atomic
def rebuild(day: dt.date | None = None) -> int:
    """Everything again from the records; how many assignments stand."""
    return _make(_locked(), day or clock.today())


def _locked() -> Fold:
    Fold.objects.get_or_create(pk=ONE)
    return Fold.objects.select_for_update().get(pk=ONE)


def _turn(before: dt.date, day: dt.date) -> None:
    """A new day: what begins or ends by itself is dirty, and what was due until last night is overdue."""
    params = sql.as_of(day) | {"before": sql.day_value(before)}
    sql.run(sql.written(sql.NEWLY_OVERDUE), params)
    sql.run(sql.RIPE, sql.as_of(day))
    Agenda.objects.filter(ripe_on__lte=day).delete()
    Tally.objects.filter(owed=0).delete()
    Fold.objects.filter(pk=ONE).update(day=day)


def _take() -> None:
    """From dirty keys to the assignments they touch. What is written meanwhile stays dirty."""
    if connection.vendor == "postgresql":
        sql.run(sql.written(sql.TAKE_AND_CLEAR, dirty="gone"))
    else:  # the only writer
        sql.run(sql.written(sql.TAKE, dirty="reports_dirty"))
        Dirty.objects.all().delete()


def _restate(day: dt.date) -> None:
    params = sql.as_of(day)
    for sums in ALL_SUMS:
        sql.run(sql.written(sums.subtract, sql.TOUCHED), params)
    sql.run(sql.FORGET)
    sql.run(sql.written(sql.STAND, sql.TOUCHED), params)
    move_due(KEPT_TOUCHED, day)
    for sums in ALL_SUMS:
        sql.run(sql.written(sums.add, sql.TOUCHED), params)
    sql.run(sql.written(sql.TO_COME, sql.TOUCHED), params)


def _make(state: Fold, day: dt.date) -> int:
    for model in (Dirty, Touched, Agenda, Tally, Finished, Scored, Standing):
        model.objects.all().delete()
    params = sql.as_of(day)
    made = sql.run(sql.written(sql.STAND), params)
    move_due(KEPT, day)
    for sums in ALL_SUMS:
        sql.run(sql.written(sums.add), params)
    sql.run(sql.written(sql.TO_COME), params)
    Fold.objects.filter(pk=ONE).update(day=day)
    _measured()
    return made


def _measured() -> None:
    """Millions of rows came at once: without their numbers PostgreSQL would plan for the empty tables they were."""
    if connection.vendor == "postgresql":
        sql.run("ANALYZE reports_standing, reports_tally, reports_finished, reports_scored")
