"""期间报表: what was completed between two days, counted in the unit at completion (design 1, who counts where)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from courses.models import Course
from lms.people.models import Department, DepartmentPeriod, Succession
from lms.reports.charts import Columns, columns
from lms.reports.moments import end_of, start_of
from lms.reports.selectors.facts import CourseRow
from lms.reports.selectors.period_sums import Done, Sums, counted, how_many, kept
from lms.reports.selectors.wanted import ALL, Choices, Wanted, choices, narrow_completions
from lms.study.models import Completion

MOST_WEEKS = 54  # a year's, drawn
NOTHING = Sums()


@dataclass(frozen=True)
class Change:
    """One unit took over from another on a day; `left` says from whose line it is seen."""

    unit: str
    on: dt.date
    left: bool


@dataclass(frozen=True)
class PeriodLine:
    """One unit without its sub-units: completions, the people behind them, and their average grade."""

    unit: Department
    name: str
    level: int
    completions: int = 0
    people: int = 0
    average: Decimal | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class PeriodPage:
    """`wanted.category` is that of the post held at completion."""

    from_on: dt.date
    to_on: dt.date
    wanted: Wanted
    lines: tuple[PeriodLine, ...]
    completions: int
    people: int
    average: Decimal | None
    weeks: Columns | None


MOST_AT_ONCE = 400_000  # completions counted from the records while somebody waits: some two seconds


def takes_long(units: Iterable[Department], from_on: dt.date, to_on: dt.date, wanted: Wanted) -> bool:
    """Whether to count it as a job: narrowed to what the summary does not know, out of too many (one query).

    One course has few completions, and an index to find them by.
    """
    if not wanted.narrowed or wanted.course:
        return False
    return how_many([unit.pk for unit in units], from_on, to_on) > MOST_AT_ONCE


def period_page(
    units: Iterable[Department], from_on: dt.date, to_on: dt.date, wanted: Wanted = ALL
) -> PeriodPage:
    """Every unit there was on a day of the period, in the bureau's order (nine queries at most whatever the size)."""
    units = [unit for unit in units if _was_there(unit, from_on, to_on)]
    keys = [unit.pk for unit in units]
    if wanted.narrowed:
        done = counted(narrow_completions(_completions(keys, from_on, to_on), wanted))
    else:
        done = kept(keys, from_on, to_on)
    return PeriodPage(
        from_on, to_on, wanted, _lines(units, done, from_on, to_on), done.total.completions,
        done.total.people, done.total.average, _drawn(done.by_day, from_on, to_on),
    )


def offered() -> Choices:
    """What a period may be narrowed to: of the courses, those anybody ever completed (three queries)."""
    courses = Course.objects.filter(Exists(Completion.objects.filter(course=OuterRef("pk")))).order_by("code")
    return choices((), [CourseRow(*row, examined=False) for row in courses.values_list("pk", "code", "title")])


def _drawn(by_day: dict[dt.date, int], from_on: dt.date, to_on: dt.date) -> Columns | None:
    """Completions of each week, by its Monday; of each month where there are too many weeks to draw."""
    weekly = (to_on - from_on).days <= 7 * MOST_WEEKS
    found: dict[dt.date, int] = defaultdict(int)
    for day, number in by_day.items():
        found[day - dt.timedelta(days=day.weekday()) if weekly else day.replace(day=1)] += number
    return columns([(day, found.get(day, 0)) for day in _begins(from_on, to_on, weekly=weekly)])


def _begins(from_on: dt.date, to_on: dt.date, *, weekly: bool) -> Iterator[dt.date]:
    day = from_on - dt.timedelta(days=from_on.weekday()) if weekly else from_on.replace(day=1)
    while day <= to_on:
        yield day
        day = day + dt.timedelta(weeks=1) if weekly else (day + dt.timedelta(days=31)).replace(day=1)


def _was_there(unit: Department, from_on: dt.date, to_on: dt.date) -> bool:
    return unit.opened_on <= to_on and (unit.closed_on is None or unit.closed_on > from_on)


def _completions(units: list[int], from_on: dt.date, to_on: dt.date) -> QuerySet[Completion]:
    return Completion.objects.filter(
        department__in=units, completed_at__gte=start_of(from_on), completed_at__lt=end_of(to_on)
    ).order_by()


def _lines(units: list[Department], done: Done, from_on: dt.date, to_on: dt.date) -> tuple[PeriodLine, ...]:
    names, changes = names_on(to_on), changes_between(from_on, to_on)
    lines = []
    for unit in units:
        sums = done.by_unit.get(unit.pk, NOTHING)
        lines.append(PeriodLine(
            unit, names.get(unit.pk, unit.name), unit.depth - 1, sums.completions, sums.people, sums.average,
            tuple(changes.get(unit.pk, ())),
        ))
    return tuple(lines)


def names_on(day: dt.date) -> dict[int, str]:
    """What each unit was called that day; one that was gone by then keeps its last name (one query)."""
    begun = DepartmentPeriod.objects.filter(from_on__lte=day).order_by("from_on")
    return dict(begun.values_list("department_id", "name"))


def changes_between(from_on: dt.date, to_on: dt.date) -> dict[int, list[Change]]:
    """Mergers and splits of the period, seen from either side (one query)."""
    found: dict[int, list[Change]] = defaultdict(list)
    for row in Succession.objects.filter(on__gte=from_on, on__lte=to_on).select_related("department", "successor"):
        found[row.department_id].append(Change(row.successor.name, row.on, left=True))
        found[row.successor_id].append(Change(row.department.name, row.on, left=False))
    return found


def changes_of_year(on: dt.date) -> dict[int, list[Change]]:
    """What a year's figures as of the day should say of mergers since 1 January."""
    return changes_between(on.replace(month=1, day=1), on)


def taken_over(unit: Department) -> tuple[Change, ...]:
    """Who took over from a closed unit; asks nothing for one that is open."""
    if not unit.closed_on:
        return ()
    rows = Succession.objects.filter(department=unit).select_related("successor").order_by("on")
    return tuple(Change(row.successor.name, row.on, left=True) for row in rows)
