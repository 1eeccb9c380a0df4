"""Completion figures by unit and course, as of the end of a day."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from lms.curricula.models import Curriculum, Milestone
from lms.curricula.rules import BEHIND_POINTS, planned_percent
from lms.people.models import Department
from lms.reports.rules import Figures, total
from lms.reports.selectors.counts import own_figures
from lms.reports.selectors.facts import CourseRow, Cycles, courses_of, rounds_of


class UnitCourseRow(NamedTuple):
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
    to the records first (five queries when nothing was written since); any other day is counted from the records.
    """
    units, cycles = list(departments), rounds_of(cycle)
    courses = courses_of(cycles, on)
    counted = own_figures(units, on, cycles, below=below, examined=examined(courses), plans=plans)
    nothing = Figures()
    return [
        UnitCourseRow(unit, course, counted.get((unit.path, course.pk), nothing))
        for unit in sorted(units, key=lambda unit: unit.path) for course in courses
    ]


def examined(courses: Iterable[CourseRow]) -> frozenset[int]:
    return frozenset(course.pk for course in courses if course.examined)


class Plans:
    """The planned percent of every curriculum of the cycles on any day (two queries)."""

    def __init__(self, cycles: Cycles) -> None:
        curricula = Curriculum.objects.filter(cycle__in=cycles).order_by().values_list("pk", "issued_on", "due_on")
        self._spans = {pk: (issued, due) for pk, issued, due in curricula}
        self._milestones: dict[int, list[tuple[dt.date, int]]] = {pk: [] for pk in self._spans}
        rows = Milestone.objects.filter(curriculum__cycle__in=cycles).values_list("curriculum_id", "on", "percent")
        for curriculum, day, percent in rows:
            self._milestones[curriculum].append((day, percent))

    def on(self, day: dt.date) -> dict[int, Decimal]:
        return {
            pk: Decimal(planned_percent(day, issued, due, self._milestones[pk]))
            for pk, (issued, due) in self._spans.items()
        }


def behind(figures: Figures) -> bool:
    """滞后: more than five points below the plan; `is_behind` of both percentages, before they are divided."""
    return figures.tenths - 1000 * figures.completed > 10 * BEHIND_POINTS * figures.owed


def overall(rows: Iterable[tuple[CourseRow, Figures]]) -> Figures:
    return total(figures for _, figures in rows)
