"""Everyone in a unit with everything he owes, row by row: a list of any length in the memory of a hundred people."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lms.curricula.models import Assignment
from lms.people.models import Department, User
from lms.reports.rules import Fact, state
from lms.reports.selectors.facts import CourseRow, courses_of, end_of, gather, postings_in
from lms.reports.selectors.matrix import WORDS
from lms.reports.selectors.names import Person, by_person, in_bureau_order, people_by_id
from lms.study.models import Enrolment

AT_ONCE = 40_000  # facts held at a time

Line = list[str | int | dt.date | None]
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Listed:
    """What is listed: a unit with its sub-units at the end of a day; all courses of the cycle, or one."""

    unit: Department
    on: dt.date
    cycle: str
    course: str = ""

    def courses(self) -> list[CourseRow]:
        rows = courses_of(self.cycle, self.on)
        return [row for row in rows if row.code == self.course] if self.course else rows


def rows_at_most(listed: Listed) -> int:
    """How many rows the list will have; those of people who have left are counted as well (one query)."""
    people = postings_in([listed.unit], listed.on).order_by().values("person_id")
    owed = Assignment.objects.owed_on(listed.on).filter(cycle=listed.cycle, person__in=people)
    return (owed.filter(course__code=listed.course) if listed.course else owed).count()


def list_rows(listed: Listed, tell: Tell = lambda done: None) -> Iterator[Line]:
    """In the bureau's order, then by course. Ten queries for every `AT_ONCE` facts, and three before them."""
    order, courses = in_bureau_order([listed.unit], listed.on), listed.courses()
    step, done = max(AT_ONCE // max(len(courses), 1), 1), 0
    for start in range(0, len(order), step):
        for line in _lines(listed, courses, order[start:start + step]):
            done += 1
            yield line
        tell(done)


def _lines(listed: Listed, courses: list[CourseRow], ids: list[int]) -> Iterator[Line]:
    one = courses[0].pk if len(courses) == 1 else None
    people = User.objects.filter(pk__in=ids).order_by().values("pk")
    facts = by_person(gather([listed.unit], listed.on, listed.cycle, only=people, course=one))
    names, begun = people_by_id(ids, listed.on), _begun(listed, ids, one)
    words = {key: str(word) for key, word in WORDS.items()}
    for pk in ids:
        owed = facts.get(pk)
        if owed:
            known = _known(names[pk])
            for course in courses:
                if fact := owed.get(course.pk):
                    yield [*known, course.code, course.title, *_outcome(fact, listed.on, begun, words)]


def _known(person: Person) -> tuple[str, ...]:
    return person.staff_no, person.name, person.unit, person.post


def _outcome(fact: Fact, on: dt.date, begun: set[tuple[int, int]], words: dict[str, str]) -> Line:
    """Due, state, completed on, grade. Of the paused only that they are."""
    if fact.paused:
        return [None, words["paused"], None, None]
    word = words[state(fact, on, (fact.person, fact.course) in begun)]
    return [fact.due, word, fact.completed_on, fact.best]  # type: ignore[list-item]


def _begun(listed: Listed, ids: list[int], course: int | None) -> set[tuple[int, int]]:
    """Started and not finished: who has finished is known already."""
    rows = Enrolment.objects.filter(person__in=ids, cycle=listed.cycle, started_at__lt=end_of(listed.on))
    rows = rows if course is None else rows.filter(course=course)
    return set(rows.order_by().values_list("person_id", "course_id"))
