"""Completion figures by unit and course, as of the end of a day."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lms.curricula.models import Curriculum, Milestone
from lms.curricula.rules import is_behind, planned_percent
from lms.people.models import Department
from lms.reports.rules import Figures, roll_up, total
from lms.reports.selectors.counts import Own, own_figures
from lms.reports.selectors.facts import CourseRow, courses_of


@dataclass(frozen=True)
class UnitCourseRow:
    """One unit, one course."""

    unit: Department
    course: CourseRow
    figures: Figures


def completion_figures(
    departments: Iterable[Department], on: dt.date, cycle: str, *, below: bool = True,
    plans: Mapping[int, Decimal] | None = None,
) -> list[UnitCourseRow]:
    """Every given unit with every course of the cycle, in tree order then by code.

    `below` counts the people of a unit's sub-units with its own. Today is read from the summary, which is made equal
    to the records first (four queries when nothing was written since); any other day is counted from the records
    (ten). `plans`: the planned percent by curriculum, where it is asked for. What more a page asks for is a parameter
    of `counts.own_figures`.
    """
    units = list(departments)
    courses = courses_of(cycle, on)
    own = own_figures(units, on, cycle, below=below, examined=examined(courses), plans=plans)
    counted = roll_up(own) if below else own
    nothing = Figures()
    return [
        UnitCourseRow(unit, course, counted.get((unit.path, course.pk), nothing))
        for unit in sorted(units, key=lambda unit: unit.path) for course in courses
    ]


def examined(courses: Iterable[CourseRow]) -> frozenset[int]:
    return frozenset(course.pk for course in courses if course.examined)


class Plans:
    """The planned percent of every curriculum of a cycle on any day (two queries)."""

    def __init__(self, cycle: str) -> None:
        curricula = Curriculum.objects.filter(cycle=cycle).order_by().values_list("pk", "issued_on", "due_on")
        self._spans = {pk: (issued, due) for pk, issued, due in curricula}
        self._milestones: dict[int, list[tuple[dt.date, int]]] = {pk: [] for pk in self._spans}
        rows = Milestone.objects.filter(curriculum__cycle=cycle).values_list("curriculum_id", "on", "percent")
        for curriculum, day, percent in rows:
            self._milestones[curriculum].append((day, percent))

    def on(self, day: dt.date) -> dict[int, Decimal]:
        return {
            pk: Decimal(planned_percent(day, issued, due, self._milestones[pk]))
            for pk, (issued, due) in self._spans.items()
        }


def behind(figures: Figures) -> bool:
    """滞后: more than five points below the plan."""
    return figures.planned is not None and is_behind(figures.actual, figures.planned)


def by_course(own: Own, courses: list[CourseRow]) -> list[tuple[CourseRow, Figures]]:
    """The figures of all units together, course by course; courses nobody here owes are left out."""
    sums: dict[int, Figures] = {}
    for (_, course), figures in own.items():
        sums[course] = sums.get(course, Figures()) + figures
    return [(course, sums[course.pk]) for course in courses if course.pk in sums]


def by_unit(own: Own) -> dict[str, Figures]:
    """The figures of each unit with its sub-units, all courses together, by path."""
    sums: dict[str, Figures] = {}
    for (path, _), figures in roll_up(own).items():
        sums[path] = sums.get(path, Figures()) + figures
    return sums


def overall(rows: Iterable[tuple[CourseRow, Figures]]) -> Figures:
    return total(figures for _, figures in rows)
