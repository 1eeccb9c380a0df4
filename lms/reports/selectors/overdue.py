"""What is overdue in a unit and below it, longest first; for those who may act on it, never published."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from django.core.paginator import Page, Paginator

from lms.people.models import User
from lms.reports.rules import Fact
from lms.reports.selectors.counted import Counted
from lms.reports.selectors.matrix import Late, late_rows
from lms.reports.selectors.names import people_by_id
from lms.reports.selectors.standings import late_counts, longest_overdue
from lms.reports.summary.shelves import Scope, Shelf

PAGE_SIZE = 50


@dataclass(frozen=True)
class OverduePage:
    rows: tuple[Late, ...]
    page: Page
    tasks: int
    people: int


@dataclass(frozen=True)
class _Tasks(Sequence[Fact]):
    """All that is overdue, of which only what is looked at is read."""

    shelf: Shelf
    scope: Scope
    number: int

    def __len__(self) -> int:
        return self.number

    @overload
    def __getitem__(self, place: int) -> Fact: ...
    @overload
    def __getitem__(self, place: slice) -> list[Fact]: ...
    def __getitem__(self, place: int | slice) -> Fact | list[Fact]:
        if isinstance(place, int):
            return self[place:place + 1][0]
        start, stop, _ = place.indices(self.number)
        return longest_overdue(self.shelf, self.scope, stop - start, start)


def overdue_page(data: Counted, *, page: str | int, viewer: User) -> OverduePage:
    """Fifty tasks with names and days, of any day."""
    with data.shelf() as shelf:
        tasks, people = late_counts(shelf, data.scope)
        turned = Paginator(_Tasks(shelf, data.scope, tasks), PAGE_SIZE).get_page(page)
        shown = list(turned.object_list)
    names = people_by_id({fact.person for fact in shown}, data.on, viewer)
    return OverduePage(late_rows(shown, names, data.given, data.on), turned, tasks, people)
