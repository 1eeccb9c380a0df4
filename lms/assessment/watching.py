"""What an invigilator and HR see of an exam that is going on; read in a fixed number of queries. No answer, no key."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from courses import recipes
from courses.models import Course
from lms.assessment.access import watched_by
from lms.assessment.models import Allowance, Attempt, AttemptEvent, Invigilator, MakeUp
from lms.assessment.services.refusals import GRANT, GrantRefused
from lms.common import clock
from lms.people.models import Posting, User
from lms.study.models import Enrolment

RECENT = dt.timedelta(days=1)  # an exam stays on the list for a day after its last attempt


@dataclass(frozen=True)
class ExamRow:
    """One course's exam in one cycle."""

    code: str
    title: str
    cycle: str
    live: int
    last_start: dt.datetime | None


@dataclass(frozen=True)
class SitterRow:
    """One person. `state`: waiting, live, marking, closed; `remaining` in minutes, rounded up; `left` times away from
    the page."""

    staff_no: str
    name: str
    unit: str
    state: str
    attempt: int | None
    number: int | None
    remaining: int
    deadline_at: dt.datetime | None
    closed_at: dt.datetime | None
    answered: int
    saved_at: dt.datetime | None
    left: int
    lost: int


@dataclass(frozen=True)
class WatchPage:
    course: Course
    cycle: str
    questions: int
    rows: tuple[SitterRow, ...]
    invigilators: tuple[Invigilator, ...]
    make_ups: tuple[MakeUp, ...]
    counting: str  # which of somebody's grades counts: best, last, first, average

    def count(self, state: str) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def waiting(self) -> int:
        return self.count("waiting")

    @property
    def live(self) -> int:
        return self.count("live")

    @property
    def closed(self) -> int:
        """Handed in, marked or not."""
        return self.count("closed") + self.count("marking")


def exam_list(viewer: User, at: dt.datetime) -> list[ExamRow]:
    """The exams the viewer watches that go on or went on within a day, and those he is appointed to (two queries)."""
    attempts = Attempt.objects.filter(enrolment__in=watched_by(viewer)).order_by()
    going_on, since = Q(closed_at=None, handed_in_at=None), at - RECENT
    recent = attempts.filter(
        going_on | Q(started_at__gte=since) | Q(closed_at__gte=since) | Q(handed_in_at__gte=since))
    keys = ("enrolment__course__code", "enrolment__course__title", "enrolment__cycle")
    rows = recent.values_list(*keys).annotate(live=Count("pk", filter=going_on), last=Max("started_at"))
    found = {(row[0], row[2]): ExamRow(*row) for row in rows}
    mine = Invigilator.objects.standing().filter(person=viewer).values_list("course__code", "course__title", "cycle")
    for code, title, cycle in mine:
        found.setdefault((code, cycle), ExamRow(code, title, cycle, 0, None))
    return sorted(found.values(), key=lambda row: (-row.live, row.code))


def watch_page(viewer: User, code: str, cycle: str, at: dt.datetime) -> WatchPage | None:
    """Who owes the exam, of those the viewer watches; None when that is nobody."""
    sitters = _sitters(watched_by(viewer).filter(course__code__iexact=code, cycle=cycle), clock.day_of(at))
    rows = list(sitters)
    if not rows:
        return None
    course = rows[0].course
    recipe = next((row.version.assessment for row in rows if row.version and row.version.assessment), None) or {}
    here = {"course": course, "cycle": cycle}
    appointed = Invigilator.objects.standing().filter(**here).select_related("person", "department")
    again = MakeUp.objects.filter(**here).annotate(people=Count("places"))
    asked = recipes.questions_in(recipe)
    return WatchPage(course, cycle, asked, tuple(_rows(rows, at)), tuple(appointed), tuple(again),
                     recipes.setting(recipe, "counting"))


def _sitters(enrolments: QuerySet[Enrolment], day: dt.date) -> QuerySet[Any]:
    newest = Attempt.objects.filter(enrolment=OuterRef("pk")).order_by("-number").values("pk")[:1]
    unit = Posting.objects.main().on(day).filter(person=OuterRef("person")).values("department__name")[:1]
    order = Posting.objects.main().on(day).filter(person=OuterRef("person")).values("department__path")[:1]
    rows = enrolments.filter(Q(version__isnull=False) | Q(attempts__isnull=False)).distinct()
    rows = rows.annotate(newest=Subquery(newest), unit=Subquery(unit), unit_path=Subquery(order))
    return rows.select_related("person", "course", "version").order_by("unit_path", "person__staff_no")


def _rows(enrolments: Iterable[Any], at: dt.datetime) -> list[SitterRow]:
    keys = [row.newest for row in enrolments if row.newest]
    attempts = Attempt.objects.filter(pk__in=keys).defer("paper").annotate(
        answered=Count("responses", filter=~Q(responses__answer=[])), saved_at=Max("responses__saved_at"))
    found = {attempt.pk: attempt for attempt in attempts}
    told = _told(keys)
    shown = [_row(row, found.get(row.newest), told.get(row.newest, {}), at) for row in enrolments]
    return sorted(shown, key=lambda row: row.state != "live")  # who is at work stands first


def _told(keys: list[int]) -> dict[int, dict[str, int]]:
    """By attempt and kind, how often it was reported."""
    rows = AttemptEvent.objects.filter(attempt__in=keys, kind__in=("left", "network")).order_by()
    found: dict[int, dict[str, int]] = {}
    for attempt, kind, number in rows.values_list("attempt", "kind").annotate(number=Count("pk")):
        found.setdefault(attempt, {})[kind] = number
    return found


def _row(enrolment: Any, attempt: Any, told: dict[str, int], at: dt.datetime) -> SitterRow:
    person = enrolment.person
    state = _state(attempt)
    left = max(0, -int((at - attempt.deadline_at).total_seconds() // 60)) if state == "live" else 0
    return SitterRow(
        staff_no=person.staff_no, name=person.full_name, unit=enrolment.unit or "", state=state,
        attempt=attempt and attempt.pk, number=attempt and attempt.number, remaining=left,
        deadline_at=attempt and attempt.deadline_at, closed_at=attempt and attempt.closed_at,
        answered=attempt.answered if attempt else 0, saved_at=attempt and attempt.saved_at,
        left=told.get("left", 0), lost=told.get("network", 0),
    )


def _state(attempt: Any) -> str:
    if attempt is None:
        return "waiting"
    if attempt.awaits_marking:
        return "marking"
    return "closed" if attempt.closed_at else "live"


def in_need_of_make_up(course: Course, cycle: str, at: dt.datetime) -> dict[Enrolment, str]:
    """Who has not passed and has no attempt going on, each with why: did not pass, or was absent."""
    rows = Enrolment.objects.filter(course=course, cycle=cycle, passed_at__isnull=True, version__isnull=False)
    rows = rows.select_related("person", "course").annotate(
        sat=Count("attempts"), going_on=Count("attempts", filter=Q(attempts__closed_at=None)))
    return {row: "failed" if row.sat else "absent" for row in rows if not row.going_on}


def places_of(need: dict[Enrolment, str], people: Sequence[str]) -> dict[Enrolment, str]:
    """Of those in need of a make-up exam the ones named by staff number; nobody named is everybody.

    Raises GrantRefused where somebody named is not in need of it.
    """
    if not people:
        return need
    named = {row: why for row, why in need.items() if row.person.staff_no in people}
    missing = sorted(set(people) - {row.person.staff_no for row in named})
    if missing:
        raise GrantRefused("not_in_need", str(GRANT["not_in_need"]) % {"people": "、".join(missing)[:200]})
    return named


def allowances(at: dt.datetime) -> QuerySet[Allowance]:
    """Extra time that holds or will, for HR: with its reasons."""
    day = clock.day_of(at)
    return Allowance.objects.filter(Q(to_on=None) | Q(to_on__gte=day), withdrawn_at=None).select_related(
        "person", "course", "by")
