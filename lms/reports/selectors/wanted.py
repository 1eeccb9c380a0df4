"""What figures are narrowed to, and what there is to choose from."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from django.db.models import Exists, OuterRef, QuerySet

from courses.models import CoursePage
from lms.curricula.models import Assignment, Curriculum
from lms.people.models import Category, Department
from lms.reports.rules import Fact
from lms.reports.selectors.facts import CourseRow, Cycles, postings_in
from lms.study.models import Completion


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


def choices(cycles: Cycles, courses: Iterable[CourseRow]) -> Choices:
    """Two queries: the curricula of the cycles (of all without any), and what the catalogue files courses under."""
    curricula = list(Curriculum.objects.order_by("due_on", "code").values_list("cycle", "code", "title"))
    filed = CoursePage.objects.live().exclude(category="").order_by("category")
    return Choices(
        tuple(sorted({*(row[0] for row in curricula), *cycles[:1]}, reverse=True)),
        tuple((course.code, f"{course.code} {course.title}") for course in courses),
        tuple((name, name) for name in filed.values_list("category", flat=True).distinct()),
        tuple((code, f"{code} {title}") for year, code, title in curricula if not cycles or year in cycles),
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


def narrow_completions(done: QuerySet[Completion], wanted: Wanted) -> QuerySet[Completion]:
    """The same of completions; the category is the one stamped on them."""
    if wanted.course:
        done = done.filter(course_code=wanted.course)
    if wanted.subject:
        done = done.filter(course_code__in=CoursePage.objects.live().filter(category=wanted.subject).values("code"))
    if wanted.category:
        done = done.filter(category=wanted.category)
    if wanted.curriculum:
        task = {"person": OuterRef("person"), "course": OuterRef("course"), "cycle": OuterRef("cycle")}
        done = done.filter(Exists(Assignment.objects.filter(curriculum__code=wanted.curriculum, **task)))
    return done
