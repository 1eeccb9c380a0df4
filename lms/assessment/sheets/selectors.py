"""What the office's pages show of papers that are sat with a pen."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Avg, Count, Q, QuerySet

from courses.models import CourseVersion
from lms.assessment.sheets.models import PaperSet, SetPaper, SheetEntry
from lms.people.models import Department, User
from lms.people.selectors import departments_on, people_of
from lms.study.models import Enrolment

SETS_A_PAGE, ENTRIES_A_PAGE = 30, 50


@dataclass(frozen=True)
class Candidate:
    """Whose sheet it is; without a person a blank one."""

    letter: str
    paper: SetPaper
    person: User | None = None
    unit: str = ""


@dataclass(frozen=True)
class Counts:
    owe: int
    entered: int
    passed: int
    average: float | None


def courses_with_exam() -> dict[str, CourseVersion]:
    """By course code, the newest version where it has an exam."""
    newest: dict[str, CourseVersion] = {}
    rows = CourseVersion.objects.select_related("course").defer("course__title").order_by("course__code", "-number")
    for version in rows.only("title", "number", "assessment", "course__code"):
        newest.setdefault(version.course.code, version)
    return {code: version for code, version in newest.items() if (version.assessment or {}).get("kind") == "exam"}


def sets(page: str) -> Page:
    standing = Count("entries", filter=Q(entries__replaced_at__isnull=True))
    rows = PaperSet.objects.select_related("version__course", "drawn_by").annotate(entered=standing)
    return Paginator(rows.order_by("-drawn_at", "-pk"), SETS_A_PAGE).get_page(page)


def enrolments_of(paper_set: PaperSet) -> QuerySet[Enrolment]:
    """Who takes the course in the cycle of the set."""
    return Enrolment.objects.filter(course=paper_set.version.course_id, cycle=paper_set.cycle)


def to_sit(paper_set: PaperSet) -> QuerySet[User]:
    """Those who have not passed, by number; active accounts only."""
    open_ones = enrolments_of(paper_set).filter(passed_at__isnull=True).values("person")
    return User.objects.filter(pk__in=open_ones, is_active=True).order_by("staff_no")


def counts(paper_set: PaperSet) -> Counts:
    standing = SheetEntry.objects.filter(paper_set=paper_set, replaced_at__isnull=True)
    found = standing.aggregate(entered=Count("pk"), passed=Count("pk", filter=Q(attempt__passed=True)),
                               average=Avg("score"))
    return Counts(owe=enrolments_of(paper_set).count(), **found)


def entries(paper_set: PaperSet, query: str, page: str) -> Page:
    """What stands, the newest first."""
    rows = SheetEntry.objects.filter(paper_set=paper_set, replaced_at__isnull=True).select_related(
        "enrolment__person", "entered_by", "printed", "attempt")
    if query:
        rows = rows.filter(Q(enrolment__person__full_name__icontains=query)
                           | Q(enrolment__person__staff_no__startswith=query))
    rows = rows.defer("printed__paper", "attempt__paper")
    return Paginator(rows.order_by("-entered_at", "-pk"), ENTRIES_A_PAGE).get_page(page)


def story_of(entry: SheetEntry) -> list[SheetEntry]:
    """Every entry of this person's sheet, the newest first."""
    rows = SheetEntry.objects.filter(paper_set=entry.paper_set_id, enrolment=entry.enrolment_id)
    return list(rows.select_related("entered_by", "printed").order_by("-number"))


def candidates(paper_set: PaperSet, letter: str, unit: Department | None, on: dt.date) -> list[Candidate]:
    """A blank of each letter, or a sheet for each of the unit's people who has not passed; A and B take turns."""
    papers = [paper for paper in paper_set.papers.all() if letter in ("", paper.letter)]
    if unit is None:
        return [Candidate(paper.letter, paper) for paper in papers]
    people = list(to_sit(paper_set).filter(pk__in=people_of(unit, on)))
    units = departments_on(people, on)
    found = []
    for place, person in enumerate(people):
        paper, home = papers[place % len(papers)], units.get(person.pk)
        found.append(Candidate(paper.letter, paper, person, home.name if home else ""))
    return found
