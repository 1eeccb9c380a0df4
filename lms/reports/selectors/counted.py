"""What is counted for a unit and everything below it: read once, shown by pages, exports and the command alike."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from lms.common import clock
from lms.curricula.models import Curriculum
from lms.people.models import Department, User
from lms.reports.rules import Fact, Figures, roll_up, tally
from lms.reports.selectors.counts import Own, own_figures
from lms.reports.selectors.facts import CourseRow, courses_of, gather
from lms.reports.selectors.figures import Plans, examined
from lms.reports.selectors.period import Change, changes_of_year
from lms.reports.selectors.wanted import ALL, Wanted, narrow_courses, narrow_facts


@dataclass(frozen=True)
class Counted:
    """A unit's tree on a day, narrowed as asked. What is not shown is not read: facts, plans and counts come when used.

    `given` are the courses of the cycle that were asked for, whether anybody here owes them or not.
    """

    units: tuple[Department, ...]
    on: dt.date
    cycle: str
    wanted: Wanted
    all_courses: tuple[CourseRow, ...]
    given: tuple[CourseRow, ...]

    @property
    def unit(self) -> Department:
        return self.units[0]

    @property
    def live(self) -> bool:
        """The summary can answer: it speaks of today, and knows no category of staff."""
        return self.on == clock.today() and not self.wanted.category

    @cached_property
    def facts(self) -> list[Fact]:
        """Everybody's, from the records."""
        return self._narrowed(gather(self.units, self.on, self.cycle))

    def facts_of(self, people: Collection[int]) -> list[Fact]:
        """A page's worth of people."""
        only = User.objects.filter(pk__in=people).order_by().values("pk")
        return self._narrowed(gather(self.units, self.on, self.cycle, only=only))

    def _narrowed(self, facts: list[Fact]) -> list[Fact]:
        return narrow_facts(facts, self.given, self.wanted, self.units, self.on)

    @cached_property
    def plans(self) -> Plans:
        return Plans(self.cycle)

    @cached_property
    def own(self) -> Own:
        """Each unit's own people, by path and course. Only a category of staff makes it read every fact."""
        plans, tested = self.plans.on(self.on), examined(self.given)
        if not self.given or self.curriculum_keys == []:  # nothing is called that
            return {}
        if self.wanted.category:
            return tally(self.facts, self.on, examined=tested, plans=plans)
        return own_figures(
            self.units, self.on, self.cycle, below=False, examined=tested, plans=plans,
            courses=self.course_keys, curricula=self.curriculum_keys,
        )

    @property
    def course_keys(self) -> list[int] | None:
        """None: all of them."""
        return [course.pk for course in self.given] if self.wanted.course or self.wanted.subject else None

    @cached_property
    def curriculum_keys(self) -> list[int] | None:
        if not self.wanted.curriculum:
            return None
        return list(Curriculum.objects.filter(code=self.wanted.curriculum).values_list("pk", flat=True))

    @cached_property
    def rolled(self) -> Own:
        """Each unit with its sub-units."""
        return roll_up(self.own)

    @cached_property
    def courses(self) -> tuple[CourseRow, ...]:
        """Those somebody here owes; a single course asked for is shown whether owed or not."""
        owed = {course for _, course in self.own}
        return tuple(row for row in self.given if row.pk in owed or row.code == self.wanted.course)


@dataclass(frozen=True)
class Group:
    """One column of the matrix: a unit with its sub-units, or (`alone`) only the people directly in it."""

    unit: Department
    alone: bool = False
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class FigureRow:
    """One group, one course: what every door to the figures gives out."""

    group: Group
    course: CourseRow
    figures: Figures


def counted(unit: Department, on: dt.date, cycle: str, wanted: Wanted = ALL) -> Counted:
    """Two queries now; the rest once it is used, a fixed number whatever the size."""
    all_courses = tuple(courses_of(cycle, on))
    given = tuple(narrow_courses(all_courses, wanted))
    return Counted(tuple(Department.objects.below(unit)), on, cycle, wanted, all_courses, given)


def children_of(data: Counted) -> list[Department]:
    """The units directly below, in the bureau's order: there on the day, or with somebody who owes."""
    below = (unit for unit in data.units if unit.depth == data.unit.depth + 1)
    owed = {path for path, _ in data.rolled}
    return [unit for unit in below if unit.path in owed or _there(unit, data.on)]


def _there(unit: Department, on: dt.date) -> bool:
    return unit.opened_on <= on and (unit.closed_on is None or unit.closed_on > on)


def groups_of(data: Counted) -> tuple[Group, ...]:
    """The unit as a whole, those directly in it where it has sub-units, then each sub-unit."""
    below = children_of(data)
    changes = changes_of_year(data.on) if below else {}
    alone = [Group(data.unit, alone=True)] if below and any(path == data.unit.path for path, _ in data.own) else []
    return (
        Group(data.unit), *alone, *(Group(unit, changes=tuple(changes.get(unit.pk, ()))) for unit in below),
    )


def figures_of(data: Counted, group: Group, course: CourseRow) -> Figures:
    counts = data.own if group.alone else data.rolled
    return counts.get((group.unit.path, course.pk), Figures())


def every_unit(data: Counted) -> tuple[Group, ...]:
    """The unit and all below it, each with its sub-units, in tree order."""
    return tuple(Group(unit) for unit in data.units)


def figure_rows(data: Counted, groups: Iterable[Group]) -> Iterator[FigureRow]:
    """Group by group, course by course, the empty ones too."""
    for group in groups:
        for course in data.courses:
            yield FigureRow(group, course, figures_of(data, group, course))
