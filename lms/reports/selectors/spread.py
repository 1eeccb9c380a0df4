"""What is drawn of today: completions over days and scores over steps, without reading a single task."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q, Sum

from lms.people.models import Department
from lms.reports.models import Finished, Scored, Tally
from lms.reports.selectors.facts import outermost, under
from lms.reports.selectors.standings import overdue_today
from lms.reports.summary import fresh


def finished_by_day(departments: Collection[Department], today: dt.date, cycle: str) -> dict[dt.date, int]:
    """Tasks completed on each day, of what the people of the units and below owe today (one query and `fresh`).

    Running sums over `owed` are `rules.rate_by_day` of the same facts.
    """
    fresh(today)
    rows = Finished.objects.filter(_in(departments), cycle=cycle, tasks__gt=0).order_by("completed_on")
    return dict(rows.values_list("completed_on").annotate(Sum("tasks")))


def scores_by_step(departments: Collection[Department], today: dt.date, cycle: str) -> dict[int, tuple[int, int]]:
    """Best scores in each step of ten points, the last with 100: (people, passed) (one query and `fresh`)."""
    fresh(today)
    rows = Scored.objects.filter(_in(departments), cycle=cycle, people__gt=0).order_by("step")
    return {step: (people, passed) for step, people, passed in
            rows.values_list("step").annotate(Sum("people"), Sum("passed"))}


def owed_by_curriculum(departments: Collection[Department], today: dt.date, cycle: str) -> dict[int, int]:
    """Tasks owed because of each curriculum: what weighs its plan (one query and `fresh`)."""
    fresh(today)
    rows = Tally.objects.filter(_in(departments), cycle=cycle, owed__gt=0).order_by("curriculum")
    return dict(rows.values_list("curriculum").annotate(Sum("owed")))


def late_people(departments: Collection[Department], today: dt.date, cycle: str) -> int:
    """How many people have something overdue (two queries and `fresh`)."""
    return overdue_today(departments, today, cycle).order_by().values("person").distinct().count()


def _in(departments: Collection[Department]) -> Q:
    return under(outermost(departments), "department__path")
