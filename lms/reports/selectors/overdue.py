"""What is overdue in a unit and below it, longest first; for those who may act on it, never published."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from lms.people.models import User
from lms.reports.rules import Fact, overdue
from lms.reports.selectors.counted import Counted
from lms.reports.selectors.matrix import Late, late_rows
from lms.reports.selectors.names import people_by_id

PAGE_SIZE = 50


@dataclass(frozen=True)
class OverduePage:
    rows: tuple[Late, ...]
    page: Page
    tasks: int
    people: int


def overdue_facts(data: Counted) -> list[Fact]:
    """By due date, then in the bureau's order of units."""
    late = (fact for fact in data.facts if not fact.paused and overdue(fact, data.on))
    return sorted(late, key=lambda fact: (fact.due, fact.unit, fact.person, fact.course))


def overdue_page(data: Counted, *, page: str | int, viewer: User) -> OverduePage:
    """Fifty tasks with names and days."""
    late = overdue_facts(data)
    turned = Paginator(late, PAGE_SIZE).get_page(page)
    shown = list(turned.object_list)
    names = people_by_id({fact.person for fact in shown}, data.on, viewer)
    rows = late_rows(shown, names, data.given, data.on)
    return OverduePage(rows, turned, len(late), len({fact.person for fact in late}))
