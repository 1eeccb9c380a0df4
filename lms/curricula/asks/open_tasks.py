"""Open tasks of a curriculum as HR looks for them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.curricula.asks.standings import standings_of
from lms.curricula.models import Assignment, Curriculum
from lms.curricula.selectors import unfinished
from lms.people.models import Department, Posting
from lms.people.selectors import departments_on


@dataclass(frozen=True)
class Wanted:
    """What the page is narrowed to: a course's code, a unit's code with what is below it, part of a name or number."""

    course: str = ""
    unit: str = ""
    text: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        return cls(*(asked.get(name, "").strip()[:50] for name in ("course", "unit", "q")))

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in self.values if value})

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        return ("course", self.course), ("unit", self.unit), ("q", self.text)

    def units(self) -> QuerySet[Department]:
        return Department.objects.filter(closed_on=None).order_by("path")


@dataclass(frozen=True)
class OpenTask:
    task: Assignment
    unit: str
    due_on: dt.date
    paused: bool


def open_tasks(curriculum: Curriculum, wanted: Wanted, on: dt.date) -> QuerySet[Assignment]:
    """Owed and unfinished, the earliest due first."""
    rows = unfinished(curriculum)
    if wanted.course:
        rows = rows.filter(course__code=wanted.course)
    if wanted.unit:
        path = Department.objects.filter(code=wanted.unit).values_list("path", flat=True).first() or "-"
        posts = Posting.objects.main().on(on).filter(department__path__startswith=path, person=OuterRef("person"))
        rows = rows.filter(Exists(posts))
    if wanted.text:
        rows = rows.filter(Q(person__full_name__contains=wanted.text) | Q(person__staff_no__contains=wanted.text))
    return rows.select_related("person", "course").order_by("due_on", "person__staff_no", "pk")


def rows_of(tasks: Iterable[Assignment], on: dt.date) -> tuple[OpenTask, ...]:
    """A page of them with unit and the date in force (four queries)."""
    shown = list(tasks)
    units, standings = departments_on({task.person for task in shown}, on), standings_of(shown, on)
    return tuple(
        OpenTask(task, unit.name if (unit := units.get(task.person_id)) else "", standings[task.pk].due_on,
                 standings[task.pk].paused)
        for task in shown
    )
