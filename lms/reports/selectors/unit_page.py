"""本科室 / 分管: the same picture at every level, from the bureau down to one unit."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from lms.curricula.models import Curriculum
from lms.people.models import Department, User
from lms.reports.charts import Point, Trend, trend, weeks_before
from lms.reports.rules import Fact, Figures, overdue, rate_by_day, tally
from lms.reports.selectors.facts import CourseRow, courses_of, end_of, gather
from lms.reports.selectors.figures import Plans, behind, by_course, by_unit, examined, overall
from lms.reports.selectors.matrix import Late, Matrix, people_pictures
from lms.reports.selectors.period import Change, changes_of_year
from lms.study.models import Completion

LATE_OPEN = 10  # the rest are folded


@dataclass(frozen=True)
class Line:
    """Figures with their plan: of a course, of a unit, or of everything together."""

    figures: Figures
    course: CourseRow | None = None
    unit: Department | None = None
    changes: tuple[Change, ...] = ()

    @property
    def planned(self) -> int | None:
        return None if self.figures.planned is None else int(self.figures.planned)

    @property
    def actual(self) -> int:
        return self.figures.rate or 0

    @property
    def behind(self) -> bool:
        return behind(self.figures)


@dataclass(frozen=True)
class UnitPage:
    unit: Department
    on: dt.date
    cycle: str
    cycles: tuple[str, ...]
    course: str
    all_courses: tuple[CourseRow, ...]
    total: Line
    lines: tuple[Line, ...]
    children: tuple[Line, ...]
    behind: int
    late_people: int
    completed_here: int
    trend: Trend | None
    late: tuple[Late, ...] = ()
    matrix: Matrix | None = None

    @property
    def late_first(self) -> tuple[Late, ...]:
        return self.late[:LATE_OPEN]

    @property
    def late_rest(self) -> tuple[Late, ...]:
        return self.late[LATE_OPEN:]


@dataclass(frozen=True)
class _Loaded:
    """What every part of the page is made of, read once."""

    units: list[Department]
    facts: list[Fact]
    courses: list[CourseRow]
    all_courses: list[CourseRow]
    plans: Plans


def unit_page(
    unit: Department, on: dt.date, cycle: str, *, course: str = "", page: str | int = 1,
    viewer: User | None = None, names: bool = True,
) -> UnitPage:
    """Everything the page shows. Without `names` there are totals only: no matrix and no list of people."""
    loaded = _load(unit, on, cycle, course)
    own = tally(loaded.facts, on, examined=examined(loaded.courses), plans=loaded.plans.on(on))
    rows = by_course(own, loaded.courses)
    lines = tuple(Line(figures, course=row) for row, figures in rows)
    matrix: Matrix | None = None
    late: tuple[Late, ...] = ()
    if names:
        owed = [row for row, _ in rows]
        matrix, late = people_pictures(loaded.facts, owed, loaded.units, on, cycle, page=page, viewer=viewer)
    return UnitPage(
        unit, on, cycle, cycles(cycle), course, tuple(loaded.all_courses), Line(overall(rows)), lines,
        _children(loaded.units, by_unit(own), on), sum(line.behind for line in lines), _late_people(loaded.facts, on),
        completed_here(unit, on, cycle), _trend(loaded, on), late, matrix,
    )


def unit_lines(units: list[Department], on: dt.date, cycle: str) -> tuple[Line, ...]:
    """Each unit with its sub-units, all courses together, in the order given (nine queries)."""
    facts, courses = gather(units, on, cycle), courses_of(cycle, on)
    figures = by_unit(tally(facts, on, examined=examined(courses), plans=Plans(cycle).on(on)))
    changes = changes_of_year(on)
    return tuple(
        Line(figures.get(unit.path, Figures()), unit=unit, changes=tuple(changes.get(unit.pk, ()))) for unit in units
    )


def _late_people(facts: list[Fact], on: dt.date) -> int:
    return len({fact.person for fact in facts if not fact.paused and overdue(fact, on)})


def _load(unit: Department, on: dt.date, cycle: str, code: str) -> _Loaded:
    units = list(Department.objects.below(unit))
    all_courses = courses_of(cycle, on)
    courses = [course for course in all_courses if code in ("", course.code)]
    facts, wanted = gather(units, on, cycle), {course.pk for course in courses}
    facts = [fact for fact in facts if fact.course in wanted] if code else facts
    return _Loaded(units, facts, courses, all_courses, Plans(cycle))


def _children(units: list[Department], figures: dict[str, Figures], on: dt.date) -> tuple[Line, ...]:
    """The units directly below, in the bureau's order; a closed one only while somebody there owes."""
    top = units[0].depth
    changes = changes_of_year(on) if len(units) > 1 else {}
    return tuple(
        Line(figures.get(unit.path, Figures()), unit=unit, changes=tuple(changes.get(unit.pk, ())))
        for unit in units
        if unit.depth == top + 1 and (unit.path in figures or not unit.closed_on or unit.closed_on > on)
    )


def _trend(loaded: _Loaded, on: dt.date) -> Trend | None:
    days = weeks_before(on)
    rates = rate_by_day(loaded.facts, days)
    if rates[-1] is None:
        return None
    weights = Counter(fact.curriculum for fact in loaded.facts if not fact.paused)
    return trend([
        Point(day, rate or 0, _planned(weights, loaded.plans.on(day)))
        for day, rate in zip(days, rates, strict=True)
    ])


def _planned(weights: Counter[int], plans: dict[int, Decimal]) -> int:
    """Each curriculum's plan, weighted by the tasks given because of it."""
    return int(sum(plans.get(key, Decimal(0)) * weight for key, weight in weights.items()) / weights.total())


def cycles(current: str) -> tuple[str, ...]:
    """Cycles there are curricula for, newest first, the one asked for among them."""
    known = Curriculum.objects.order_by().values_list("cycle", flat=True).distinct()
    return tuple(sorted({*known, current}, reverse=True))


def completed_here(unit: Department, on: dt.date, cycle: str) -> int:
    """Completions by people who were in the unit, or below it, when they completed (design 1, who counts where)."""
    rows = Completion.objects.filter(department__path__startswith=unit.path, cycle=cycle, completed_at__lt=end_of(on))
    return rows.count()
