"""What is overdue in a unit and below it, longest first; for those who may act on it, never published."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from lms.people.models import User
from lms.reports.models import Standing
from lms.reports.rules import Fact, overdue
from lms.reports.selectors.counted import Counted
from lms.reports.selectors.matrix import Late, late_rows
from lms.reports.selectors.names import people_by_id
from lms.reports.selectors.standings import overdue_today

PAGE_SIZE = 50


@dataclass(frozen=True)
class OverduePage:
    rows: tuple[Late, ...]
    page: Page
    tasks: int
    people: int


def overdue_page(data: Counted, *, page: str | int, viewer: User) -> OverduePage:
    """Fifty tasks with names and days; today's from the summary, another day's from the records."""
    late: Sequence[Fact] | QuerySet = standings_of(data) if data.live else overdue_facts(data)
    turned = Paginator(late, PAGE_SIZE).get_page(page)
    shown = [as_fact(row) for row in turned.object_list]
    names = people_by_id({fact.person for fact in shown}, data.on, viewer)
    rows = late_rows(shown, names, data.given, data.on)
    return OverduePage(rows, turned, turned.paginator.count, late_people(data))


def overdue_facts(data: Counted) -> list[Fact]:
    """By due date, then in the bureau's order of units."""
    late = (fact for fact in data.facts if not fact.paused and overdue(fact, data.on))
    return sorted(late, key=lambda fact: (fact.due, fact.unit, fact.person, fact.course))


def standings_of(data: Counted) -> QuerySet:
    """The same of today, in the same order."""
    rows: QuerySet[Standing] = overdue_today(data.units, data.on, data.cycle)
    rows = rows if data.course_keys is None else rows.filter(course__in=data.course_keys)
    rows = rows if data.curriculum_keys is None else rows.filter(curriculum__in=data.curriculum_keys)
    return rows.values_list("person_id", "department__path", "course_id", "due_on")


def as_fact(row: Fact | tuple) -> Fact:
    return row if isinstance(row, Fact) else Fact(*row)


def longest_overdue(data: Counted, limit: int) -> list[Fact]:
    return [as_fact(row) for row in (standings_of(data) if data.live else overdue_facts(data))[:limit]]


def late_people(data: Counted) -> int:
    """How many people have something overdue."""
    if data.live:
        return standings_of(data).order_by().values("person_id").distinct().count()
    return len({fact.person for fact in overdue_facts(data)})
