"""From records to facts: who owed what at the end of a day, and what he had done by then.

A fixed number of queries whatever the size, read as plain tuples; the counting is in `rules`. Dates and grades are
read as text and turned into values once each, not once a row: there are few different ones among many rows, and
turning each costs more than the query itself.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from courses.models import Course, CourseVersion
from lms.assessment.models import CountingGrade
from lms.curricula.asks.selectors import due_dates_on
from lms.curricula.models import Assignment, Curriculum
from lms.curricula.rules import effective_due
from lms.people.models import Department, PersonState, Posting
from lms.reports.moments import end_of
from lms.reports.rules import Fact
from lms.study.models import Completion

Spans = dict[int, list[tuple[dt.date, dt.date | None]]]
Done = tuple[int, int, str]  # person, course, cycle


day_from = lru_cache(maxsize=4096)(dt.date.fromisoformat)
grade_from = lru_cache(maxsize=4096)(Decimal)


class CourseRow(NamedTuple):
    pk: int
    code: str
    title: str
    examined: bool


class Mark(NamedTuple):
    """The grade of a person that counted in a course on the day."""

    best: Decimal
    passed: bool


@dataclass(frozen=True)
class States:
    """Who had left and who was paused on the day, and the pauses that had begun by then."""

    left: frozenset[int]
    paused: frozenset[int]
    pauses: Spans


def under(paths: Iterable[str], field: str) -> Q:
    """In one of the units or below it; a root's path covers the whole bureau."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def outermost(departments: Iterable[Department]) -> list[str]:
    """The paths that cover all the others, so that a query names a tree once."""
    kept: list[str] = []
    for path in sorted(department.path for department in departments):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def postings_in(departments: Iterable[Department], on: dt.date) -> QuerySet[Posting]:
    """Main postings that day in the units and below them; the main one says where a person counts."""
    return Posting.objects.main().on(on).filter(under(outermost(departments), "department__path")).order_by("from_on")


def states_of(postings: QuerySet[Posting], on: dt.date) -> States:
    rows = PersonState.objects.filter(from_on__lte=on, person__in=postings.order_by().values("person_id"))
    left, paused, pauses = set(), set(), defaultdict(list)
    for person, kind, from_on, to_on in rows.values_list("person_id", "kind", "from_on", "to_on"):
        holds = to_on is None or to_on >= on
        if kind == PersonState.Kind.LEFT:
            left.update([person] if holds else [])
        else:
            pauses[person].append((from_on, to_on))
            paused.update([person] if holds else [])
    return States(frozenset(left), frozenset(paused), dict(pauses))


Cycles = tuple[str, ...]
YEAR = re.compile(r"\d{4}")


def rounds_of(cycle: str) -> Cycles:
    """The cycle and the rounds labelled under it: 2026 takes in 2026-07 (one query). The first is the cycle itself.

    A year has all its months: a refresher is given under the month without a curriculum of that cycle.
    """
    labels = Curriculum.objects.filter(cycle__startswith=f"{cycle}-").order_by().values_list("cycle", flat=True)
    months = [f"{cycle}-{month:02d}" for month in range(1, 13)] if YEAR.fullmatch(cycle) else []
    return (cycle, *sorted({*labels, *months}))


def gather(
    departments: Iterable[Department], on: dt.date, cycles: Cycles, *, only: QuerySet | None = None,
    courses: Collection[int] | None = None,
) -> list[Fact]:
    """One fact per task owed on the day: a person, a course and a cycle by its exact name (five queries).

    The paused are included, marked. `only`: keys of the people asked about, else everybody in the units; `courses`:
    these alone.
    """
    postings = postings_in(departments, on)
    postings = postings if only is None else postings.filter(person__in=only)
    unit_of = dict(postings.values_list("person_id", "department__path"))
    states = states_of(postings, on)
    done, marks, owed, stood = _records(postings.order_by().values("person_id"), on, cycles, courses)
    return [
        Fact(
            person, unit_of[person], course, _due(dates, stood.get(pk), states.pauses.get(person), on),
            done.get((person, course, cycle)), mark is not None, mark is not None and mark.passed,
            mark and mark.best, curriculum, person in states.paused, cycle,
        )
        for pk, person, course, cycle, curriculum, *dates in owed
        if person not in states.left
        for mark in (marks.get((person, course, cycle)),)
    ]


def _records(
    people: QuerySet, on: dt.date, cycles: Cycles, courses: Collection[int] | None
) -> tuple[dict, dict, Iterator[tuple], dict]:
    """Completions, marks that count, what is owed, of all courses or some, and due dates that were moved since."""
    one = {} if courses is None else {"course__in": courses}
    sat = {f"enrolment__{name}": value for name, value in one.items()}
    owed = Assignment.objects.owed_on(on).filter(cycle__in=cycles, person__in=people, **one).order_by()
    return (
        completions(Q(person__in=people, **one), on, cycles),
        marks_that_count(Q(enrolment__person__in=people, **sat), on, cycles),
        owed.values_list(
            "pk", "person_id", "course_id", "cycle", "curriculum_id", _text("due_on"), _text("moved_on"),
            _text("issued_on"),
        ).iterator(chunk_size=5000),
        due_dates_on(owed.values("pk"), on),
    )


def _due(
    dates: list[str], stood: tuple[dt.date, dt.date | None] | None, pauses: list | None, on: dt.date
) -> dt.date:
    """The due date as it stood, with the person's pauses in it; most people have none."""
    due_on, moved_on, issued_on = dates
    due, since = stood or (day_from(due_on), moved_on and day_from(moved_on))
    return effective_due(due, since or day_from(issued_on), pauses, on) if pauses else due


def completions(people: Q, on: dt.date, cycles: Cycles) -> dict[Done, dt.date]:
    """The bureau's day of each completion by the end of the day asked for."""
    rows = Completion.objects.filter(people, cycle__in=cycles, completed_at__lt=end_of(on)).order_by()
    return {
        (person, course, cycle): _bureau_day(at[:16])
        for person, course, cycle, at in rows.values_list(
            "person_id", "course_id", "cycle", _text("completed_at")).iterator(chunk_size=5000)
    }


@lru_cache(maxsize=4096)
def _bureau_day(minute: str) -> dt.date:
    """The database gives moments in UTC."""
    return timezone.localdate(dt.datetime.fromisoformat(minute).replace(tzinfo=dt.UTC))


def _text(field: str) -> Cast:
    return Cast(field, TextField())


def marks_that_count(people: Q, on: dt.date, cycles: Cycles) -> dict[Done, Mark]:
    """The grade that counted at the end of the day, of each who had sat by then (one query)."""
    end = end_of(on)
    then = Q(Q(until__isnull=True) | Q(until__gte=end), at__lt=end, enrolment__cycle__in=cycles)
    rows = CountingGrade.objects.filter(people, then).order_by().values_list(
        "enrolment__person_id", "enrolment__course_id", "enrolment__cycle", _text("score"), "passed")
    return {(person, course, cycle): Mark(grade_from(score), passed)
            for person, course, cycle, score, passed in rows.iterator(chunk_size=5000)}


def courses_of(cycles: Cycles, on: dt.date) -> list[CourseRow]:
    """Courses anybody was given in the cycles by the day, in order of code; `examined` by the newest version."""
    given = Assignment.objects.filter(course=OuterRef("pk"), cycle__in=cycles, issued_on__lte=on)
    newest = CourseVersion.objects.values("course").annotate(newest=Max("number")).filter(course=OuterRef("course"))
    asked = CourseVersion.objects.filter(
        course=OuterRef("pk"), assessment__isnull=False, number=newest.values("newest")[:1]
    )
    rows = Course.objects.filter(Exists(given)).annotate(examined=Exists(asked)).order_by("code")
    return [CourseRow(*row) for row in rows.values_list("pk", "code", "title", "examined")]
