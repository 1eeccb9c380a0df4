"""People × courses, and those who need attention."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.people.models import User
from lms.reports.rules import Fact, days_late, state
from lms.reports.selectors.counted import Counted
from lms.reports.selectors.facts import CourseRow, Cycles, Done, end_of
from lms.reports.selectors.names import Person, by_person, in_bureau_order, last_reminders, people_by_id, to_show
from lms.study.models import Enrolment

PAGE_SIZE = 50
COURSES_SHOWN = 40
LATE_SHOWN = 50
MARKS = {
    "done": "done", "in_progress": "doing", "not_started": "todo", "overdue": "late", "not_owed": "none",
    "paused": "paused",
}
WORDS: dict[str, Promise] = {
    "done": _("Completed"), "in_progress": _("In progress"), "not_started": _("Not started"),
    "overdue": _("Overdue"), "not_owed": _("Not owed"), "paused": _("Paused"),
}


@dataclass(frozen=True)
class Cell:
    state: str
    due: dt.date | None = None

    @property
    def mark(self) -> str:
        return MARKS[self.state]

    @property
    def word(self) -> Promise:
        return WORDS[self.state]


@dataclass(frozen=True)
class MatrixRow:
    person: Person
    cells: tuple[Cell, ...]

    @property
    def owed(self) -> int:
        return sum(cell.state not in ("not_owed", "paused") for cell in self.cells)

    @property
    def completed(self) -> int:
        return sum(cell.state == "done" for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """`columns`: the courses turned to, as `page` is of the people; a row's counts are of these courses."""

    courses: tuple[CourseRow, ...]
    rows: tuple[MatrixRow, ...]
    page: Page
    columns: Page


@dataclass(frozen=True)
class Late:
    """One overdue task. Shown to those who may act on it, never published."""

    person: Person
    course: CourseRow
    due: dt.date
    days: int
    reminded_on: dt.date | None


def started(people: Collection[int], on: dt.date, cycles: Cycles, courses: Collection[int] | None = None) -> set[Done]:
    """What they had begun by the day, of all courses or some (one query)."""
    rows = Enrolment.objects.filter(person__in=people, cycle__in=cycles, started_at__lt=end_of(on)).order_by()
    rows = rows if courses is None else rows.filter(course__in=courses)
    return set(rows.values_list("person_id", "course_id", "cycle"))


def people_pictures(
    data: Counted, courses: list[CourseRow], late: list[Fact], *, page: str | int = 1, columns: str | int = 1,
    viewer: User | None = None,
) -> tuple[Matrix, tuple[Late, ...]]:
    """50 people by 40 courses of the matrix in the bureau's order, and names to what is overdue."""
    on = data.on
    people = Paginator(in_bureau_order(data.units, on), PAGE_SIZE).get_page(page)
    shown = list(people.object_list)
    names = people_by_id({*shown, *(fact.person for fact in late)}, on, viewer)
    turned = Paginator(courses, COURSES_SHOWN).get_page(columns)
    across = list(turned.object_list)
    keys = [course.pk for course in across]
    facts, begun = data.facts_of(shown, keys), started(shown, on, data.cycles, keys)
    rows = _rows([names[person] for person in shown], facts, across, on, begun)
    return Matrix(tuple(across), rows, people, turned), late_rows(late, names, courses, on)


def _rows(
    people: list[Person], facts: list[Fact], courses: list[CourseRow], on: dt.date, begun: set[Done]
) -> tuple[MatrixRow, ...]:
    owed = by_person(facts)
    return tuple(
        MatrixRow(person, tuple(_cell(owed.get(person.pk, {}).get(course.pk, ()), on, begun) for course in courses))
        for person in people
    )


NOT_OWED = Cell("not_owed")


def _cell(rounds: Iterable[Fact], on: dt.date, begun: set[Done]) -> Cell:
    fact = to_show(rounds)
    if fact is None:
        return NOT_OWED
    word = state(fact, on, (fact.person, fact.course, fact.cycle) in begun)
    return Cell(word, None if fact.paused else fact.due)


def late_rows(
    late: list[Fact], names: dict[int, Person], courses: Iterable[CourseRow], on: dt.date
) -> tuple[Late, ...]:
    """The tasks with the day each person was last reminded (one query)."""
    by_key = {course.pk: course for course in courses}
    reminded = last_reminders({fact.person for fact in late})
    return tuple(
        Late(
            names[fact.person], by_key[fact.course], fact.due, days_late(fact, on),
            reminded.get((fact.person, by_key[fact.course].code)),
        )
        for fact in late
    )
