"""Units × courses: the same measure for every course and every unit directly below, rolled up."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from lms.curricula.models import Assignment
from lms.people.models import PersonState, Posting, User
from lms.reports.rules import Figures, total
from lms.reports.selectors.counted import NOTHING, Counted, Group, groups_of, key_of
from lms.reports.selectors.facts import CourseRow

NAMED = 50  # people of no unit named on the page


@dataclass(frozen=True)
class GridRow:
    """A course and its figures in each group; the course is None in the line of totals."""

    course: CourseRow | None
    cells: tuple[Figures, ...]


@dataclass(frozen=True)
class Grid:
    groups: tuple[Group, ...]
    rows: tuple[GridRow, ...]
    total: GridRow
    left_out: int  # courses of the cycle nobody here owes


def grid_of(data: Counted) -> Grid:
    groups = groups_of(data)
    across, known = [key_of(group) for group in groups], data.sums
    rows = tuple(
        GridRow(course, tuple([known.get((key, course.pk), NOTHING) for key in across])) for course in data.courses
    )
    columns = zip(*(row.cells for row in rows), strict=True) if rows else ((NOTHING,) for _ in across)
    sums = tuple(total(column) for column in columns)
    return Grid(groups, rows, GridRow(None, sums), len(data.given) - len(rows))


@dataclass(frozen=True)
class Unplaced:
    """People who owe on the day and hold no main post: they count in no unit."""

    number: int
    people: tuple[User, ...]


def unplaced(data: Counted) -> Unplaced:
    """Two queries, over the people and not over what they owe."""
    on, mine = data.on, OuterRef("pk")
    posts = Posting.objects.main().on(on).filter(person=mine)
    left = PersonState.objects.on(on).filter(person=mine, kind=PersonState.Kind.LEFT)
    owed = Assignment.objects.owed_on(on).filter(person=mine, cycle__in=data.cycles)
    people = User.objects.filter(~Exists(posts), ~Exists(left), Exists(owed)).order_by("staff_no")
    return Unplaced(people.count(), tuple(people[:NAMED]))
