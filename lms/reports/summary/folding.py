"""Keeping the summary equal to the records: one at a time, and only for what has been written since."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Exists

from lms.common import clock
from lms.reports.models import (
    Agenda,
    CompletedDay,
    CompletedMonth,
    Dirty,
    Finished,
    Fold,
    LatePerson,
    Restated,
    Scored,
    Standing,
    Tally,
    Touched,
)
from lms.reports.summary import statements as sql
from lms.reports.summary.pauses import KEPT, RESTATED, move_due
from lms.reports.summary.sums import ALL_SUMS, LATE

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
    _take(day)
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
    """The one row, ours until the end. Compiling the statements of a fold would take longer than running them."""
    if connection.vendor == "postgresql":
        sql.run("SET LOCAL jit = off")
    Fold.objects.get_or_create(pk=ONE)
    return Fold.objects.select_for_update().get(pk=ONE)


def _turn(before: dt.date, day: dt.date) -> None:
    """A new day: what begins or ends by itself is dirty, and what was due until last night is overdue."""
    params = sql.as_of(day) | {"before": sql.day_value(before)}
    sql.run(sql.written(sql.NEWLY_OVERDUE), params)
    sql.run(sql.written(LATE.add, only="AND s.due_on >= %(before)s"), params)
    sql.run(sql.RIPE, sql.as_of(day))
    Agenda.objects.filter(ripe_on__lte=day).delete()
    Tally.objects.filter(owed=0).delete()
    LatePerson.objects.filter(overdue=0).delete()
    Fold.objects.filter(pk=ONE).update(day=day)


def _take(day: dt.date) -> None:
    """From dirty keys to the assignments they touch, and what completions add. What is written meanwhile stays."""
    if connection.vendor == "postgresql":
        sql.run(sql.written(sql.TAKE_AND_CLEAR, dirty="gone", completions="gone"), sql.as_of(day))
    else:  # the only writer
        for text in (sql.DAYS, sql.MONTHS, sql.NOT_YET, sql.TAKE):
            sql.run(sql.written(text, dirty="reports_dirty", completions="reports_dirty"), sql.as_of(day))
        Dirty.objects.all().delete()


def _restate(day: dt.date) -> None:
    """Each sum changes once, by what the touched count for now less what they counted for before."""
    params = sql.as_of(day)
    sql.run(sql.BEFORE)
    sql.run(sql.written(sql.NOW, sql.TOUCHED), params)
    move_due(RESTATED, day)
    sql.run(sql.FORGET)
    sql.run(sql.STAND_AGAIN)
    for sums in ALL_SUMS:
        sql.run(sql.written(sums.net), params)
    sql.run(sql.written(sql.TO_COME, sql.TOUCHED), params)
    Restated.objects.all().delete()


def _make(state: Fold, day: dt.date) -> int:
    for model in (Touched, Restated, Agenda, Tally, Finished, Scored, LatePerson, CompletedDay, CompletedMonth,
                  Standing):
        model.objects.all().delete()
    _count_completions()
    params = sql.as_of(day)
    made = sql.run(sql.written(sql.STAND), params)
    move_due(KEPT, day)
    for sums in ALL_SUMS:
        sql.run(sql.written(sums.add), params)
    sql.run(sql.written(sql.ALL_TO_COME), params)
    Fold.objects.filter(pk=ONE).update(day=day)
    _measured()
    return made


def _count_completions() -> None:
    """All of them; what is dirty is among them, and gone by the same look at the database."""
    if connection.vendor == "postgresql":
        sql.run(sql.written(sql.COUNT_AND_CLEAR, completions=sql.ALL_COMPLETIONS))
        return
    for text in (sql.DAYS, sql.MONTHS):
        sql.run(sql.written(text, completions=sql.ALL_COMPLETIONS))
    Dirty.objects.all().delete()


def _measured() -> None:
    """Millions of rows came at once: without their numbers PostgreSQL would plan for the empty tables they were."""
    if connection.vendor == "postgresql":
        sql.run("ANALYZE reports_standing, reports_tally, reports_finished, reports_scored, reports_lateperson,"
                " reports_completedday, reports_completedmonth")
