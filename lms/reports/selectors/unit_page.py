"""本科室 / 分管: the same picture at every level, from the bureau down to one unit."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from lms.people.models import Department, User
from lms.reports.charts import Histogram, Point, Trend, by_step, histogram, trend, weeks_before
from lms.reports.rules import Figures, percent, rate_by_day
from lms.reports.selectors.counted import Counted, children_of, counted
from lms.reports.selectors.counts import own_figures
from lms.reports.selectors.facts import CourseRow, courses_of, end_of
from lms.reports.selectors.figures import Plans, behind, by_course, by_unit, examined, overall
from lms.reports.selectors.matrix import LATE_SHOWN, Late, Matrix, people_pictures
from lms.reports.selectors.overdue import late_people, longest_overdue
from lms.reports.selectors.period import Change, changes_of_year
from lms.reports.selectors.spread import finished_by_day, owed_by_curriculum, scores_by_step
from lms.reports.selectors.wanted import ALL, Choices, Wanted, choices
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
    wanted: Wanted
    choices: Choices
    total: Line
    lines: tuple[Line, ...]
    children: tuple[Line, ...]
    behind: int
    late_people: int
    completed_here: int
    trend: Trend | None
    scores: Histogram | None
    late: tuple[Late, ...] = ()
    matrix: Matrix | None = None

    @property
    def late_first(self) -> tuple[Late, ...]:
        return self.late[:LATE_OPEN]

    @property
    def late_rest(self) -> tuple[Late, ...]:
        return self.late[LATE_OPEN:]


def unit_page(
    unit: Department, on: dt.date, cycle: str, *, wanted: Wanted = ALL, page: str | int = 1,
    viewer: User | None = None, names: bool = True,
) -> UnitPage:
    """Everything the page shows. Without `names` there are totals only: no matrix and no list of people."""
    data = counted(unit, on, cycle, wanted)
    rows = by_course(data.own, list(data.given))
    lines = tuple(Line(figures, course=row) for row, figures in rows)
    matrix: Matrix | None = None
    late: tuple[Late, ...] = ()
    if names:
        owed = [row for row, _ in rows]
        matrix, late = people_pictures(data, owed, longest_overdue(data, LATE_SHOWN), page=page, viewer=viewer)
    return UnitPage(
        unit, on, cycle, wanted, choices(cycle, data.all_courses), Line(overall(rows)), lines, _children(data),
        sum(line.behind for line in lines), late_people(data), completed_here(unit, on, cycle),
        _trend(data), scores_of(data), late, matrix,
    )


def scores_of(data: Counted) -> Histogram | None:
    """The best score of each who sat, by steps of ten points; None when nobody did."""
    if data.live and not data.wanted.narrowed:
        return histogram(scores_by_step(data.units, data.on, data.cycle))
    sat = [fact for fact in data.facts if not fact.paused]
    return histogram(by_step((fact.best, fact.passed) for fact in sat if fact.best is not None))


def unit_lines(units: list[Department], on: dt.date, cycle: str) -> tuple[Line, ...]:
    """Each unit with its sub-units, all courses together, in the order given (a fixed number of queries)."""
    tested = examined(courses_of(cycle, on))
    figures = by_unit(own_figures(units, on, cycle, examined=tested, plans=Plans(cycle).on(on)))
    changes = changes_of_year(on)
    return tuple(
        Line(figures.get(unit.path, Figures()), unit=unit, changes=tuple(changes.get(unit.pk, ()))) for unit in units
    )


def _children(data: Counted) -> tuple[Line, ...]:
    """The units directly below; what they took over this year is said beside their names."""
    below = children_of(data)
    changes = changes_of_year(data.on) if len(data.units) > 1 else {}
    figures = by_unit(data.own)
    return tuple(
        Line(figures.get(unit.path, Figures()), unit=unit, changes=tuple(changes.get(unit.pk, ()))) for unit in below
    )


def _trend(data: Counted) -> Trend | None:
    days = weeks_before(data.on)
    if data.live and not data.wanted.narrowed:
        weights = Counter(owed_by_curriculum(data.units, data.on, data.cycle))
        rates = _rates(finished_by_day(data.units, data.on, data.cycle), weights.total(), days)
    else:
        weights = Counter(fact.curriculum for fact in data.facts if not fact.paused)
        rates = rate_by_day(data.facts, days)
    if rates[-1] is None:
        return None
    return trend([
        Point(day, rate or 0, _planned(weights, data.plans.on(day)))
        for day, rate in zip(days, rates, strict=True)
    ])


def _rates(finished: dict[dt.date, int], owed: int, days: list[dt.date]) -> list[int | None]:
    return [percent(sum(n for on, n in finished.items() if on <= day), owed) for day in days]


def _planned(weights: Counter[int], plans: dict[int, Decimal]) -> int:
    """Each curriculum's plan, weighted by the tasks given because of it."""
    return int(sum(plans.get(key, Decimal(0)) * weight for key, weight in weights.items()) / weights.total())


def completed_here(unit: Department, on: dt.date, cycle: str) -> int:
    """Completions by people who were in the unit, or below it, when they completed (design 1, who counts where)."""
    rows = Completion.objects.filter(department__path__startswith=unit.path, cycle=cycle, completed_at__lt=end_of(on))
    return rows.count()
