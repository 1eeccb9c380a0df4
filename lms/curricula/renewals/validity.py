"""Until when a completion is good: so many months from it as the curriculum it was owed by takes to come round."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lms.common import clock
from lms.curricula.models import Assignment
from lms.curricula.renewals.models import Recurrence
from lms.curricula.renewals.rules import add_months, valid_until
from lms.people.models import PersonState, User
from lms.people.selectors import departments_on
from lms.study.keys import source_key
from lms.study.models import Completion


@dataclass(frozen=True)
class Lapsing:
    """A completion with its last good day. `lapsed`: that day is over."""

    completion: Completion
    unit: str
    until: dt.date
    lapsed: bool


def limited() -> QuerySet[Completion]:
    """Completions that are good for a time only, with the `months`."""
    rows: QuerySet[Completion] = with_months(Completion.objects.all()).filter(months__isnull=False)
    return rows


def with_months(rows: QuerySet[Completion]) -> Any:
    """With the `months` each is good for, None for ever."""
    owed = Assignment.objects.filter(person=OuterRef("person"), course=OuterRef("course"), cycle=OuterRef("cycle"),
                                     curriculum__recurrences__isnull=False)
    return rows.annotate(months=Subquery(owed.values("curriculum__recurrences__every_months")[:1]))


def until_of(completion: Completion) -> dt.date:
    """The last good day of a row of `limited`."""
    return valid_until(clock.day_of(completion.completed_at), completion.months)  # type: ignore[attr-defined]


def valid_of(person: User) -> dict[tuple[str, str], dt.date]:
    """(course code, cycle) → the last good day, of completions that are good for a time only (one query)."""
    rows = limited().filter(person=person)
    return {(row.course_code, row.cycle): until_of(row) for row in rows}


def notes(person: User) -> dict[str, str]:
    """What the transcript says beside an entry (one query)."""
    today = clock.today()
    return {source_key(cycle, code, person.staff_no): words(until, today)
            for (code, cycle), until in valid_of(person).items()}


def said(completed_at: dt.datetime, months: int | None, on: dt.date) -> str:
    """The words for a completion that is good for so many months; none for one that is good for ever."""
    return words(valid_until(clock.day_of(completed_at), months), on) if months else ""


def words(until: dt.date, on: dt.date) -> str:
    day = formats.date_format(until, "DATE_FORMAT")
    return _("was valid until %(day)s") % {"day": day} if until < on else _("valid until %(day)s") % {"day": day}


def lapsing(by: dt.date, on: dt.date) -> QuerySet[Completion]:
    """Good until `by` at the longest, and neither finished nor owed again since; nobody who has left on the day."""
    later = Completion.objects.filter(person=OuterRef("person"), course=OuterRef("course"),
                                      completed_at__gt=OuterRef("completed_at"))
    done = Completion.objects.filter(person=OuterRef("person"), course=OuterRef("course"), cycle=OuterRef("cycle"))
    again = Assignment.objects.filter(~Exists(done), person=OuterRef("person"), course=OuterRef("course"),
                                      closed_on__isnull=True)
    gone = PersonState.objects.on(on).filter(kind=PersonState.Kind.LEFT, person=OuterRef("person"))
    rows = limited().filter(_completed_before(by), ~Exists(later), ~Exists(again), ~Exists(gone))
    return rows.select_related("person", "course").order_by("completed_at", "pk")


def _completed_before(by: dt.date) -> Q:
    """Whose months are over by the day: one condition for each rhythm there is (one query)."""
    found = Q(pk__in=())
    for months in Recurrence.objects.order_by().values_list("every_months", flat=True).distinct():
        found |= Q(months=months, completed_at__lt=_after(add_months(by, -months)))
    return found


def _after(day: dt.date) -> dt.datetime:
    """The first moment after the day."""
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def rows_of(completions: Iterable[Completion], on: dt.date) -> tuple[Lapsing, ...]:
    """A page of them (two queries)."""
    shown = list(completions)
    units = departments_on({row.person for row in shown}, on)
    return tuple(
        Lapsing(row, unit.name if (unit := units.get(row.person_id)) else "", until_of(row), until_of(row) < on)
        for row in shown
    )
