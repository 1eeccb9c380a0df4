"""What figures are narrowed to, and what there is to choose from."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from courses.models import CoursePage
from lms.curricula.models import Curriculum
from lms.people.models import Category, Department
from lms.reports.rules import Fact
from lms.reports.selectors.facts import CourseRow, postings_in


@dataclass(frozen=True)
class Wanted:
    """Codes and words as an address carries them; what is empty does not narrow.

    `subject` is what the catalogue files a course under today; `category` is of the main post on the day asked for.
    """

    course: str = ""
    subject: str = ""
    curriculum: str = ""
    category: str = ""

    @property
    def narrowed(self) -> bool:
        return any(astuple(self))


ALL = Wanted()
Choice = tuple[str, str]


@dataclass(frozen=True)
class Choices:
    """(value, label) of every filter, in the order shown."""

    cycles: tuple[str, ...]
    courses: tuple[Choice, ...]
    subjects: tuple[Choice, ...]
    curricula: tuple[Choice, ...]
    categories: tuple[Choice, ...]


def choices(cycle: str, courses: Iterable[CourseRow]) -> Choices:
    """Two queries: every curriculum there is, and what the catalogue files courses under."""
    curricula = list(Curriculum.objects.order_by("due_on", "code").values_list("cycle", "code", "title"))
    filed = CoursePage.objects.live().exclude(category="").order_by("category")
    return Choices(
        tuple(sorted({*(row[0] for row in curricula), cycle}, reverse=True)),
        tuple((course.code, f"{course.code} {course.title}") for course in courses),
        tuple((name, name) for name in filed.values_list("category", flat=True).distinct()),
        tuple((code, f"{code} {title}") for year, code, title in curricula if year == cycle),
        tuple((value, str(label)) for value, label in Category.choices),
    )


def narrow_courses(courses: Iterable[CourseRow], wanted: Wanted) -> list[CourseRow]:
    """The courses asked for (a query only when a subject is)."""
    kept = [course for course in courses if wanted.course in ("", course.code)]
    if not wanted.subject:
        return kept
    filed = set(CoursePage.objects.live().filter(category=wanted.subject).values_list("code", flat=True))
    return [course for course in kept if course.code in filed]


def narrow_facts(
    facts: list[Fact], courses: Iterable[CourseRow], wanted: Wanted, units: Iterable[Department], on: dt.date
) -> list[Fact]:
    """The facts of those courses, of that curriculum, of people of that category (a query for each of the last two)."""
    if not wanted.narrowed:
        return facts
    kept = {course.pk for course in courses}
    facts = [fact for fact in facts if fact.course in kept]
    if wanted.curriculum:
        plans = set(Curriculum.objects.filter(code=wanted.curriculum).values_list("pk", flat=True))
        facts = [fact for fact in facts if fact.curriculum in plans]
    if wanted.category:
        held = postings_in(units, on).filter(category=wanted.category).order_by()
        people = set(held.values_list("person_id", flat=True))
        facts = [fact for fact in facts if fact.person in people]
    return facts
