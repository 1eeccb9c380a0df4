"""The programme's goals beside what has been reached: 时序进度 and 滞后."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lms.curricula.goals import goals_on
from lms.curricula.models import Goal
from lms.curricula.rules import GROWING, LEVEL, is_behind, planned_number, planned_percent
from lms.people.models import Department
from lms.reports.rules import Figures
from lms.reports.selectors.figures import completion_figures

Metric = Goal.Metric
LEVELS = (Metric.PASSED, Metric.AVERAGE)  # hold from the start; the others grow with the schedule


@dataclass(frozen=True)
class GoalLine:
    """`actual` is None where there is nothing to count yet; such a goal is not called behind."""

    goal: Goal
    planned: Decimal
    actual: Decimal | None

    @property
    def behind(self) -> bool:
        return self.actual is not None and is_behind(self.actual, self.planned)


def goal_lines(units: Iterable[Department], on: dt.date, year: int) -> tuple[GoalLine, ...]:
    """Goals of the year as of the day whose unit was one of these, by unit (five queries and the figures')."""
    goals = goals_on(on, year, [unit.pk for unit in units])
    counted: dict[int, dict[int, Figures]] = {}
    if goals:
        owners = {goal.owner_id: goal.owner for goal, _plan in goals}.values()
        for row in completion_figures(owners, on, str(year)):
            counted.setdefault(row.unit.pk, {})[row.course.pk] = row.figures
    return tuple(_line(goal, plan, counted.get(goal.owner_id, {}), on) for goal, plan in goals)


def _line(
    goal: Goal, milestones: Iterable[tuple[dt.date, int]], by_course: dict[int, Figures], on: dt.date
) -> GoalLine:
    wanted = {item.course_id for item in goal.curriculum.items.all()} if goal.curriculum else set(by_course)
    figures = sum((row for course, row in by_course.items() if course in wanted), Figures())
    percent = planned_percent(on, goal.from_on, goal.due_on, milestones)
    planned = planned_number(goal.number, percent, LEVEL if goal.metric in LEVELS else GROWING)
    actual = measured(goal.metric, figures)
    return GoalLine(goal, planned, None if actual is None else Decimal(actual))


def measured(metric: str, figures: Figures) -> Decimal | int | None:
    """The metric by the definitions of the figures; None where nobody owes, or sat."""
    return {
        Metric.COMPLETION: figures.rate, Metric.ON_TIME: figures.on_time_rate, Metric.SAT: figures.sat_rate,
        Metric.PASSED: figures.pass_rate, Metric.AVERAGE: figures.average,
    }[Metric(metric)]
