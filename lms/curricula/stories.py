"""What a person was given, why, what became of it, and how he stands with each curriculum."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Prefetch

from lms.curricula import rules
from lms.curricula.models import Assignment, AssignmentChange, Curriculum
from lms.people.models import User
from lms.study.models import Completion


@dataclass(frozen=True)
class Story:
    """One assignment from its gift on. `changes` are in the order they were written."""

    assignment: Assignment
    elective: bool
    done: bool
    changes: tuple[AssignmentChange, ...]

    @property
    def closed(self) -> str:
        return str(Assignment.Closed(self.assignment.closed_reason).label) if self.assignment.closed_on else ""


@dataclass(frozen=True)
class Duty:
    curriculum: Curriculum
    standing: rules.Standing
    stories: tuple[Story, ...]


def duties_of(person: User, on: dt.date) -> tuple[Duty, ...]:
    """Newest cycle first; within a curriculum in its order (four queries at any size)."""
    changes = Prefetch("changes", AssignmentChange.objects.select_related("curriculum"))
    given = Assignment.objects.filter(person=person, issued_on__lte=on).select_related("course", "curriculum")
    rows = given.prefetch_related(changes, "curriculum__items").order_by("-cycle", "curriculum__code", "course__code")
    done = Completion.objects.filter(person=person).values_list("course_id", "cycle", "version__hours")
    hours = {(course, cycle): worth for course, cycle, worth in done}
    return tuple(_duty(curriculum, list(some), hours, on)
                 for curriculum, some in groupby(rows, key=lambda row: row.curriculum))


def _duty(
    curriculum: Curriculum, rows: list[Assignment], hours: dict[tuple[int, str], Decimal], on: dt.date
) -> Duty:
    items = [(item.course_id, item.required) for item in rows[0].curriculum.items.all()]
    place = {course: number for number, (course, _) in enumerate(items)}
    owed = {row.course_id for row in rows if row.closed_on is None or row.closed_on > on}
    standing = rules.standing(
        items, {course: worth for (course, cycle), worth in hours.items() if cycle == curriculum.cycle}, owed=owed,
        electives=curriculum.electives or 0, hours=curriculum.hours or Decimal(0),
    )
    elective = {course for course, required in items if not required}
    rows.sort(key=lambda row: place.get(row.course_id, len(place)))
    return Duty(curriculum, standing, tuple(
        Story(row, row.course_id in elective, (row.course_id, row.cycle) in hours, tuple(row.changes.all()))
        for row in rows))
