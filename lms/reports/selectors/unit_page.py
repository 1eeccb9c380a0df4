"""本科室 / 分管: the same picture at every level, from the bureau down to one unit."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from lms.people.models import Department, User
from lms.reports.charts import Histogram, Point, Trend, histogram, trend, weeks_before
from lms.reports.rules import Fact, Figures, percent
from lms.reports.selectors.counted import Counted, children_of, counted
from lms.reports.selectors.counts import TOGETHER, own_figures
from lms.reports.selectors.facts import CourseRow, courses_of, rounds_of
from lms.reports.selectors.figures import Plans, behind, examined, overall
from lms.reports.selectors.matrix import LATE_SHOWN, Late, Matrix, people_pictures
from lms.reports.selectors.period import Change, changes_of_year
from lms.reports.selectors.spread import completed_in, finished_by_day, owed_by_curriculum, scores_by_step
from lms.reports.selectors.standings import late_counts, longest_overdue
from lms.reports.selectors.wanted import ALL, Choices, Wanted, choices

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
    def shown_lines(self) -> list[Line]:
        """The figures of the courses the matrix shows, in its order."""
        shown = set(self.matrix.courses) if self.matrix else set()
        return [line for line in self.lines if line.course in shown]

    @property
    def late_first(self) -> tuple[Late, ...]:
        return self.late[:LATE_OPEN]

    @property
    def late_rest(self) -> tuple[Late, ...]:
        return self.late[LATE_OPEN:]


def unit_page(
    unit: Department, on: dt.date, cycle: str, *, wanted: Wanted = ALL, page: str | int = 1,
    columns: str | int = 1, viewer: User | None = None, names: bool = True,
) -> UnitPage:
    """Everything the page shows. Without `names` there are totals only: no matrix and no list of people."""
    return picture_of(counted(unit, on, cycle, wanted), names, page=page, columns=columns, viewer=viewer)


def picture_of(data: Counted, names: bool, **turned) -> UnitPage:
    """The same of what has been narrowed already."""
    with data.shelf():
        return _page(data, names, **turned)


def _page(data: Counted, names: bool, **turned) -> UnitPage:
    drawn, rows = _drawn(data, LATE_SHOWN if names else 0), data.by_course
    lines = tuple(Line(figures, course=row) for row, figures in rows)
    matrix: Matrix | None = None
    late: tuple[Late, ...] = ()
    if names:
        matrix, late = people_pictures(data, [row for row, _ in rows], drawn.late, **turned)
    return UnitPage(
        data.unit, data.on, data.cycle, data.wanted, choices(data.cycles, data.all_courses), Line(overall(rows)), lines,
        _children(data), sum(line.behind for line in lines), drawn.late_people, completed_here(data),
        drawn.trend, drawn.scores, late, matrix,
    )


@dataclass(frozen=True)
class _Drawn:
    trend: Trend | None
    scores: Histogram | None
    late_people: int
    late: list[Fact]


def _drawn(data: Counted, late: int) -> _Drawn:
    """Scores: what counts of each who sat, by steps of ten points; None when nobody did."""
    with data.shelf() as shelf:
        scope = data.scope
        return _Drawn(
            _trend(data, owed_by_curriculum(shelf, scope), finished_by_day(shelf, scope)),
            histogram(scores_by_step(shelf, scope)), late_counts(shelf, scope)[1],
            longest_overdue(shelf, scope, late) if late else [],
        )


def unit_lines(units: list[Department], on: dt.date, cycle: str) -> tuple[Line, ...]:
    """Each unit with its sub-units, all courses together, in the order given (a fixed number of queries)."""
    cycles = rounds_of(cycle)
    tested = examined(courses_of(cycles, on))
    found = own_figures(units, on, cycles, examined=tested, plans=Plans(cycles).on(on), together=True)
    changes = changes_of_year(on)
    return tuple(
        Line(found.get((unit.path, TOGETHER), Figures()), unit=unit, changes=tuple(changes.get(unit.pk, ())))
        for unit in units
    )


def _children(data: Counted) -> tuple[Line, ...]:
    """The units directly below; what they took over this year is said beside their names."""
    changes = changes_of_year(data.on) if len(data.units) > 1 else {}
    return tuple(
        Line(data.by_unit.get(unit.pk, Figures()), unit=unit, changes=tuple(changes.get(unit.pk, ())))
        for unit in children_of(data, data.by_unit)
    )


def _trend(data: Counted, weights: dict[int, int], finished: dict[dt.date, int]) -> Trend | None:
    """Each curriculum's plan is weighted by the tasks given because of it."""
    owed, days = sum(weights.values()), weeks_before(data.on)
    if not owed:
        return None
    return trend([
        Point(day, percent(sum(n for on, n in finished.items() if on <= day), owed) or 0,
              _planned(weights, data.plans.on(day)))
        for day in days
    ])


def _planned(weights: dict[int, int], plans: dict[int, Decimal]) -> int:
    return int(sum(plans.get(key, Decimal(0)) * weight for key, weight in weights.items()) / sum(weights.values()))


def completed_here(data: Counted) -> int:
    """Completions by people who were in the unit, or below it, when they completed (design 1, who counts where)."""
    if data.wanted.narrowed:  # not shown
        return 0
    return completed_in(data.scope)
