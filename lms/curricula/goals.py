"""The programme's goals as they stood on any day."""

import copy
import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Prefetch

from lms.curricula.models import Curriculum, Goal, GoalRevision


def goals_on(day: dt.date, year: int, owners: Iterable[int]) -> list[tuple[Goal, tuple[tuple[dt.date, int], ...]]]:
    """Goals of the year that had begun and were these units' to answer for at the end of the day, with their schedule.

    Each carries the number, due date, unit, metric, start and curriculum of that day (at most five queries).
    """
    revisions = GoalRevision.objects.select_related("owner").order_by("at", "pk")
    asked = Goal.objects.filter(year__year=year).select_related("owner", "curriculum", "year__programme")
    goals = list(asked.prefetch_related("milestones", Prefetch("revisions", revisions), "curriculum__items"))
    known = _curricula(goals)
    units = set(owners)
    stood = [as_of(goal, day, known) for goal in goals]
    found = [(goal, plan) for goal, plan in stood if goal.owner_id in units and goal.from_on <= day]
    return sorted(found, key=lambda pair: (pair[0].owner.path, pair[0].due_on, pair[0].pk))


def _curricula(goals: Iterable[Goal]) -> Mapping[int, Curriculum]:
    """Those a goal counted before and counts no longer."""
    keys = {row.other["curriculum"] for goal in goals for row in goal.revisions.all() if row.other.get("curriculum")}
    return Curriculum.objects.prefetch_related("items").in_bulk(keys) if keys else {}


def as_of(
    goal: Goal, day: dt.date, known: Mapping[int, Curriculum]
) -> tuple[Goal, tuple[tuple[dt.date, int], ...]]:
    """A goal with the schedule of the end of the day: later changes taken back, the newest first."""
    later = [row for row in goal.revisions.all() if row.on > day]
    plan = tuple((row.on, row.percent) for row in goal.milestones.all())
    stood = copy.copy(goal)
    for row in reversed(later):
        stood.number, stood.due_on, stood.owner = row.number, row.due_on, row.owner
        stood.metric = row.other.get("metric", stood.metric)
        if "from_on" in row.other:
            stood.from_on = dt.date.fromisoformat(row.other["from_on"])
        if "curriculum" in row.other:
            stood.curriculum = known.get(row.other["curriculum"])
        if "milestones" in row.other:
            plan = tuple(row.milestones)
    return stood, plan
