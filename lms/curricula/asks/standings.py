"""How many tasks stand on a day: the same answer as `selectors.standing_of`, for all of them at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from lms.curricula.asks.rules import Standing
from lms.curricula.models import Assignment
from lms.curricula.rules import Span, effective_due
from lms.people.models import PersonState
from lms.study.models import Completion


def standings_of(tasks: Sequence[Assignment], on: dt.date) -> dict[int, Standing]:
    """By the task's key (two queries)."""
    people = {task.person_id for task in tasks}
    pauses, done = _pauses(people), _done(people)
    return {task.pk: _standing(task, pauses[task.person_id], done, on) for task in tasks}


def _standing(task: Assignment, pauses: list[Span], done: set[tuple[int, int, str]], on: dt.date) -> Standing:
    return Standing(
        due_on=effective_due(task.due_on, task.counts_from, pauses, on), closed=task.closed_on is not None,
        done=(task.person_id, task.course_id, task.cycle) in done,
        paused=any(first <= on and (last is None or last >= on) for first, last in pauses),
    )


def _pauses(people: set[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    rows = PersonState.objects.filter(person__in=people, kind=PersonState.Kind.PAUSED).order_by()
    for person, first, last in rows.values_list("person_id", "from_on", "to_on"):
        found[person].append((first, last))
    return found


def _done(people: set[int]) -> set[tuple[int, int, str]]:
    rows = Completion.objects.filter(person__in=people).order_by()
    return set(rows.values_list("person_id", "course_id", "cycle"))
