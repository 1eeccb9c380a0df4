"""What the summary must equal: the records, counted by the pure rules, which know nothing of its SQL."""

import datetime as dt
from collections import Counter

from django.utils import timezone

from lms.curricula.models import Assignment
from lms.people.models import Department
from lms.reports.models import CompletedDay, CompletedMonth, Finished, LatePerson, Scored, Standing, Tally
from lms.reports.rules import overdue, tally
from lms.reports.selectors.counts import own_figures
from lms.reports.selectors.facts import gather
from lms.study.models import Completion


def counted(day: dt.date) -> dict[tuple, tuple]:
    """(cycle, unit, course) → counts, from the records, one by one."""
    found = {}
    units = list(Department.objects.all())
    for cycle in set(Assignment.objects.values_list("cycle", flat=True)):
        for (path, course), figures in tally(gather(units, day, (cycle,)), day).items():
            found[cycle, path, course] = (
                figures.owed, figures.completed, figures.on_time, figures.overdue, figures.sat, figures.passed,
                int(figures.score_total * 100),
            )
    return found


def summary() -> dict[tuple, tuple]:
    """The same, as the summary has it."""
    found: dict[tuple, tuple] = {}
    for row in Tally.objects.select_related("department"):
        key = row.cycle, row.department.path, row.course_id
        counts = row.owed, row.completed, row.on_time, row.overdue, row.sat, row.passed, row.score
        found[key] = tuple(a + b for a, b in zip(found.get(key, (0,) * 7), counts, strict=True))
    return {key: counts for key, counts in found.items() if counts[0]}


def standings() -> set[tuple]:
    """Everybody who stands somewhere; the due date of who is paused says nothing."""
    return {
        (row.cycle, row.department.path, row.course_id, row.person_id, row.curriculum_id, row.completed_on, row.best,
         row.passed, row.paused, None if row.paused else row.due_on)
        for row in Standing.objects.select_related("department")
    }


def stood(day: dt.date) -> set[tuple]:
    found = set()
    units = list(Department.objects.all())
    for cycle in set(Assignment.objects.values_list("cycle", flat=True)):
        for fact in gather(units, day, (cycle,)):
            best = None if fact.best is None else int(fact.best * 100)
            found.add((cycle, fact.unit, fact.course, fact.person, fact.curriculum, fact.completed_on, best,
                       fact.passed, fact.paused, None if fact.paused else fact.due))
    return found


def assert_equal(day: dt.date) -> None:
    assert summary() == counted(day)
    assert standings() == stood(day)
    assert read(day) == counted(day)
    assert spread() == spread_of(day)
    assert late() == late_of(day)
    assert completed() == completed_of()


def late() -> set[tuple]:
    """(cycle, unit, person, tasks that are overdue), as the summary has it."""
    rows = LatePerson.objects.filter(overdue__gt=0)
    return set(rows.values_list("cycle", "department__path", "person_id", "overdue"))


def late_of(day: dt.date) -> set[tuple]:
    found = Counter()
    units = list(Department.objects.all())
    for cycle in set(Assignment.objects.values_list("cycle", flat=True)):
        for fact in gather(units, day, (cycle,)):
            if not fact.paused and overdue(fact, day):
                found[cycle, fact.unit, fact.person] += 1
    return {(*key, n) for key, n in found.items()}


def completed() -> tuple[set, set]:
    """Completions in the unit they were made in: by cycle and day, and by person and month."""
    days = CompletedDay.objects.exclude(completions=0).values_list(
        "cycle", "department_id", "completed_on", "completions")
    months = CompletedMonth.objects.exclude(completions=0).values_list(
        "department_id", "person_id", "month", "completions", "graded", "hundredths")
    return set(days), set(months)


def completed_of() -> tuple[set, set]:
    days, months = Counter(), {}
    for row in Completion.objects.exclude(department=None):
        day = timezone.localdate(row.completed_at)
        days[row.cycle, row.department_id, day] += 1
        key = row.department_id, row.person_id, day.replace(day=1)
        added = (1, row.grade is not None, int((row.grade or 0) * 100))
        months[key] = tuple(a + b for a, b in zip(months.get(key, (0, 0, 0)), added, strict=True))
    return {(*key, n) for key, n in days.items()}, {(*key, *sums) for key, sums in months.items()}


def read(day: dt.date) -> dict[tuple, tuple]:
    """As the pages read it: (cycle, unit, course) → counts."""
    found = {}
    units = list(Department.objects.all())
    for cycle in set(Assignment.objects.values_list("cycle", flat=True)):
        for (path, course), figures in own_figures(units, day, (cycle,), below=False).items():
            found[cycle, path, course] = (
                figures.owed, figures.completed, figures.on_time, figures.overdue, figures.sat, figures.passed,
                int(figures.score_total * 100),
            )
    return {key: counts for key, counts in found.items() if counts[0]}


def spread() -> tuple[set, set]:
    """What is drawn, as the summary has it."""
    finished = Finished.objects.filter(tasks__gt=0).values_list(
        "cycle", "department__path", "completed_on", "tasks")
    scored = Scored.objects.filter(people__gt=0).values_list("cycle", "department__path", "step", "people", "passed")
    return set(finished), set(scored)


def spread_of(day: dt.date) -> tuple[set, set]:
    finished, people, passed = Counter(), Counter(), Counter()
    units = list(Department.objects.all())
    for cycle in set(Assignment.objects.values_list("cycle", flat=True)):
        for fact in (fact for fact in gather(units, day, (cycle,)) if not fact.paused):
            if fact.completed_on:
                finished[cycle, fact.unit, fact.completed_on] += 1
            if fact.best is not None:
                key = cycle, fact.unit, min(int(fact.best) // 10, 9)
                people[key] += 1
                passed[key] += fact.passed
    return {(*key, n) for key, n in finished.items()}, {(*key, n, passed[key]) for key, n in people.items()}
