"""What is counted for a unit and everything below it: read once, shown by pages, exports and the command alike."""

import datetime as dt
from collections.abc import Collection, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from lms.common import clock
from lms.curricula.models import Curriculum
from lms.people.models import Department, User
from lms.reports.rules import Fact, Figures, total
from lms.reports.selectors.counts import Pairs, rolled
from lms.reports.selectors.facts import CourseRow, Cycles, courses_of, gather, rounds_of
from lms.reports.selectors.figures import Plans, examined
from lms.reports.selectors.period import Change, changes_of_year
from lms.reports.selectors.wanted import ALL, Wanted, narrow_courses, narrow_facts
from lms.reports.summary import fresh
from lms.reports.summary import statements as sql
from lms.reports.summary.shelves import KEPT, Scope, Shelf, shelf_of

ALONE = 0  # in place of a unit: the people directly in the unit asked for


@dataclass(frozen=True)
class Counted:
    """A unit's tree on a day, narrowed as asked. What is not shown is not read: facts, plans and counts come when used.

    `given` are the courses of the cycle that were asked for, whether anybody here owes them or not. `deep`: every unit
    of the tree is counted, else the unit, those directly in it, and the units directly below.
    """

    units: tuple[Department, ...]
    on: dt.date
    cycles: Cycles
    wanted: Wanted
    all_courses: tuple[CourseRow, ...]
    given: tuple[CourseRow, ...]
    deep: bool = False
    _open: list[Shelf] = field(default_factory=list, repr=False, compare=False)

    @property
    def unit(self) -> Department:
        return self.units[0]

    @property
    def cycle(self) -> str:
        """As asked for, without its rounds."""
        return self.cycles[0]

    @property
    def live(self) -> bool:
        return self.on == clock.today()

    @cached_property
    def scope(self) -> Scope:
        return Scope(
            [unit.pk for unit in self.units], self.on, self.cycles, self.course_keys, self.curriculum_keys,
            self.wanted.category,
        )

    @contextmanager
    def shelf(self) -> Iterator[Shelf]:
        """Where to read; put together, or made equal to the records, once however often it is asked for inside."""
        if self._open:
            yield self._open[-1]
            return
        with shelf_of(self.scope) as shelf:
            self._open.append(shelf)
            try:
                yield shelf
            finally:
                self._open.pop()

    def facts_of(self, people: Collection[int], courses: Collection[int]) -> list[Fact]:
        """A page's worth of people and courses, from the records."""
        only = User.objects.filter(pk__in=people).order_by().values("pk")
        facts = gather(self.units, self.on, self.cycles, only=only, courses=courses)
        return narrow_facts(facts, self.given, self.wanted, self.units, self.on)

    @cached_property
    def plans(self) -> Plans:
        return Plans(self.cycles)

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
    def sums(self) -> dict[tuple[int, int], Figures]:
        """By unit (with its sub-units; `ALONE`: those directly in the unit asked for) and course."""
        found = self._rolled(self._pairs())
        return found if self.deep else found | self._together(found)

    def _rolled(self, pairs: Pairs, *, together: bool = False) -> dict[tuple[int, int], Figures]:
        if not self.given or self.curriculum_keys == []:  # nothing is called that
            return {}
        with self.shelf() as shelf:
            return rolled(shelf, self.scope, pairs, examined=examined(self.given), plans=self._planned,
                          together=together)

    @cached_property
    def _planned(self) -> dict[int, Decimal]:
        return self.plans.on(self.on)

    def _pairs(self) -> Pairs:
        """`deep`: every unit with all above it; else each with the unit below the top it belongs to."""
        top, keys = self.unit, {unit.path: unit.pk for unit in self.units}
        step, pairs = top.steplen, [(top.pk, ALONE)]
        if not self.deep:
            child = (top.depth + 1) * step
            return pairs + [(unit.pk, keys[unit.path[:child]]) for unit in self.units[1:]]
        return pairs + [
            (unit.pk, keys[unit.path[:depth * step]])
            for unit in self.units for depth in range(top.depth, unit.depth + 1)
        ]

    def _together(self, parts: dict[tuple[int, int], Figures]) -> dict[tuple[int, int], Figures]:
        """The unit itself, course by course: the sum of its parts."""
        rows: dict[int, list[Figures]] = {}
        for (_, course), figures in parts.items():
            rows.setdefault(course, []).append(figures)
        return {(self.unit.pk, course): total(own) for course, own in rows.items()}

    @cached_property
    def by_course(self) -> list[tuple[CourseRow, Figures]]:
        """Everybody here, course by course; courses nobody here owes are left out."""
        found = self._rolled([(unit.pk, self.unit.pk) for unit in self.units])
        by_key = {course: figures for (_, course), figures in found.items()}
        return [(row, by_key[row.pk]) for row in self.given if row.pk in by_key]

    @cached_property
    def by_unit(self) -> dict[int, Figures]:
        """All courses together, by unit with its sub-units."""
        found = {unit: figures for (unit, _), figures in self._rolled(self._pairs(), together=True).items()}
        return found if self.deep or not found else found | {self.unit.pk: total(found.values())}

    @cached_property
    def courses(self) -> tuple[CourseRow, ...]:
        """Those somebody here owes; a single course asked for is shown whether owed or not."""
        owed = {course for _, course in self.sums}
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


MOST_AT_ONCE = 100_000  # tasks counted from the records while somebody waits: some two seconds


def takes_long(data: Counted) -> bool:
    """Whether a day is to be counted as a job: not today, and of too many tasks, as many as there are today.

    One query and `fresh`.
    """
    if data.live:
        return False
    fresh()
    scope = replace(data.scope, category="")
    text = f"SELECT COALESCE(SUM(t.owed), 0) FROM {KEPT.tally} t WHERE {scope.where()}"  # noqa: S608
    ((owed,),) = sql.rows(text, scope.params)
    return owed > MOST_AT_ONCE


def counted(unit: Department, on: dt.date, cycle: str, wanted: Wanted = ALL, *, deep: bool = False) -> Counted:
    """Three queries now; the rest once it is used, a fixed number whatever the size."""
    cycles = rounds_of(cycle)
    all_courses = tuple(courses_of(cycles, on))
    given = tuple(narrow_courses(all_courses, wanted))
    return Counted(tuple(Department.objects.below(unit)), on, cycles, wanted, all_courses, given, deep)


def children_of(data: Counted, owing: Container[int]) -> list[Department]:
    """The units directly below, in the bureau's order: there on the day, or among those where somebody owes."""
    below = (unit for unit in data.units if unit.depth == data.unit.depth + 1)
    return [unit for unit in below if unit.pk in owing or _there(unit, data.on)]


def _there(unit: Department, on: dt.date) -> bool:
    return unit.opened_on <= on and (unit.closed_on is None or unit.closed_on > on)


def groups_of(data: Counted) -> tuple[Group, ...]:
    """The unit as a whole, those directly in it where it has sub-units, then each sub-unit."""
    owing = {unit for unit, _ in data.sums}
    below = children_of(data, owing)
    changes = changes_of_year(data.on) if below else {}
    alone = [Group(data.unit, alone=True)] if below and ALONE in owing else []
    return (
        Group(data.unit), *alone, *(Group(unit, changes=tuple(changes.get(unit.pk, ()))) for unit in below),
    )


NOTHING = Figures()


def key_of(group: Group) -> int:
    """Where its figures stand in `Counted.sums` and `by_unit`."""
    return ALONE if group.alone else group.unit.pk


def figures_of(data: Counted, group: Group, course: CourseRow) -> Figures:
    return data.sums.get((key_of(group), course.pk), NOTHING)


def every_unit(data: Counted) -> tuple[Group, ...]:
    """The unit and all below it, each with its sub-units, in tree order; of what was counted `deep`."""
    return tuple(Group(unit) for unit in data.units)


def figure_rows(data: Counted, groups: Iterable[Group]) -> Iterator[FigureRow]:
    """Group by group, course by course, the empty ones too."""
    for group in groups:
        for course in data.courses:
            yield FigureRow(group, course, figures_of(data, group, course))
