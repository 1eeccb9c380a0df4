"""Keeping the summary equal to the records: one at a time, and only for what has been written since."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Exists
from django.db.models.functions import Coalesce

from lms.common import clock
from lms.curricula.models import Assignment
from lms.curricula.rules import Span, effective_due
from lms.people.models import PersonState
from lms.reports.models import Agenda, Dirty, Finished, Fold, Scored, Standing, Tally, Touched
from lms.reports.summary import statements as sql
from lms.reports.summary.sums import ALL_SUMS

ONE = 1
COUNTS_FROM = Coalesce("moved_on", "issued_on")  # as `Assignment.counts_from`


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
    _move_due(day, Touched.objects.values("assignment_id"))
    for sums in ALL_SUMS:
        sql.run(sql.written(sums.add, sql.TOUCHED), params)
    sql.run(sql.written(sql.TO_COME, sql.TOUCHED), params)


def _make(state: Fold, day: dt.date) -> int:
    for model in (Dirty, Touched, Agenda, Tally, Finished, Scored, Standing):
        model.objects.all().delete()
    params = sql.as_of(day)
    made = sql.run(sql.written(sql.STAND), params)
    _move_due(day)
    for sums in ALL_SUMS:
        sql.run(sql.written(sums.add), params)
    sql.run(sql.written(sql.TO_COME), params)
    Fold.objects.filter(pk=ONE).update(day=day)
    return made


def _move_due(day: dt.date, only=None) -> None:
    """Pauses move due dates by the one rule of curricula."""
    pauses = _pauses(day)
    if not pauses:
        return
    tasks = Assignment.objects.filter(standing__isnull=False, person__in=pauses).order_by()
    tasks = tasks if only is None else tasks.filter(pk__in=only)
    late = [
        (sql.day_value(due), pk)
        for pk, person, since, due_on in tasks.values_list("pk", "person_id", COUNTS_FROM, "due_on")
        if (due := effective_due(due_on, since, pauses[person], day)) != due_on
    ]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE reports_standing SET due_on = %s WHERE assignment_id = %s", late)


def _pauses(day: dt.date) -> dict[int, list[Span]]:
    """The pauses that had begun by the day, by person (one query)."""
    found: dict[int, list[Span]] = {}
    rows = PersonState.objects.filter(kind=PersonState.Kind.PAUSED, from_on__lte=day).order_by()
    for person, from_on, to_on in rows.values_list("person_id", "from_on", "to_on"):
        found.setdefault(person, []).append((from_on, to_on))
    return found
