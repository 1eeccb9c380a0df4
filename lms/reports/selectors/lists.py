"""Everyone in a unit with everything he owes, row by row: a list of any length in the memory of a hundred people."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from lms.curricula.models import Assignment
from lms.people.models import Department, User
from lms.reports.rules import Fact, state
from lms.reports.selectors.facts import CourseRow, Cycles, Done, courses_of, gather, postings_in, rounds_of
from lms.reports.selectors.matrix import WORDS, started
from lms.reports.selectors.names import Person, by_person, in_bureau_order, people_by_id
from lms.reports.selectors.wanted import ALL, Wanted, narrow_courses, narrow_facts

AT_ONCE = 40_000  # facts held at a time

Line = list[str | int | dt.date | None]
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Listed:
    """What is listed: a unit with its sub-units at the end of a day, of a cycle with its rounds, narrowed as asked."""

    unit: Department
    on: dt.date
    cycle: str
    wanted: Wanted = ALL

    @cached_property
    def cycles(self) -> Cycles:
        return rounds_of(self.cycle)

    @cached_property
    def courses(self) -> list[CourseRow]:
        return narrow_courses(courses_of(self.cycles, self.on), self.wanted)


def rows_at_most(listed: Listed) -> int:
    """How many rows the list has; those of people who have left are counted as well (two queries, four if narrowed)."""
    wanted, people = listed.wanted, postings_in([listed.unit], listed.on).order_by()
    if wanted.category:
        people = people.filter(category=wanted.category)
    owed = Assignment.objects.owed_on(listed.on).filter(cycle__in=listed.cycles, person__in=people.values("person_id"))
    if wanted.course or wanted.subject:
        owed = owed.filter(course__in=[course.pk for course in listed.courses])
    return (owed.filter(curriculum__code=wanted.curriculum) if wanted.curriculum else owed).count()


def list_rows(listed: Listed, tell: Tell = lambda done: None) -> Iterator[Line]:
    """In the bureau's order, then by course. Ten queries for every `AT_ONCE` facts, and four before them."""
    order = in_bureau_order([listed.unit], listed.on)
    step, done = max(AT_ONCE // max(len(listed.courses), 1), 1), 0
    for start in range(0, len(order), step):
        for line in _lines(listed, order[start:start + step], everybody=len(order) <= step):
            done += 1
            yield line
        tell(done)


def _lines(listed: Listed, ids: list[int], *, everybody: bool) -> Iterator[Line]:
    """Of everybody in the unit at once nobody need be named to the database, which takes as long as asking it."""
    courses, on = listed.courses, listed.on
    one = [course.pk for course in courses] if listed.wanted.course or listed.wanted.subject else None
    people = None if everybody else User.objects.filter(pk__in=ids).order_by().values("pk")
    facts = gather([listed.unit], on, listed.cycles, only=people, courses=one)
    owed = by_person(narrow_facts(facts, courses, listed.wanted, [listed.unit], on))
    names, begun = people_by_id(ids, on), started(ids, on, listed.cycles, one)
    words = {key: str(word) for key, word in WORDS.items()}
    for pk in ids:
        if tasks := owed.get(pk):
            known = _known(names[pk])
            for course in courses:
                for fact in tasks.get(course.pk, ()):
                    yield [*known, course.code, course.title, *_outcome(fact, on, begun, words)]


def _known(person: Person) -> tuple[str, ...]:
    return person.staff_no, person.name, person.unit, person.post


def _outcome(fact: Fact, on: dt.date, begun: set[Done], words: dict[str, str]) -> Line:
    """Due, state, completed on, grade. Of the paused only that they are."""
    if fact.paused:
        return [None, words["paused"], None, None]
    word = words[state(fact, on, (fact.person, fact.course, fact.cycle) in begun)]
    return [fact.due, word, fact.completed_on, fact.best]  # type: ignore[list-item]
