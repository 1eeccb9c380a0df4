"""A person's own cases, one case as its reader sees it, and the office's list. Whoever gave no name has none here."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from courses.models import VersionLesson
from lms.feedback import rules
from lms.feedback.models import Case, CaseQuerySet
from lms.feedback.records import label_of
from lms.people.models import User
from lms.people.selectors import departments_on

PER_PAGE = 50


@dataclass(frozen=True)
class CaseRow:
    """One case in a list or on its page. `who` and `unit` are empty for who gave no name, but not to himself."""

    case: Case
    who: str
    unit: str
    about: str
    late: bool


@dataclass(frozen=True)
class Wanted:
    """What the office's list is narrowed to."""

    kind: str = ""
    state: str = ""
    late: bool = False
    course: str = ""
    text: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """What makes no sense is ignored."""
        kind, state = asked.get("kind", ""), asked.get("state", "")
        return cls(
            kind if kind in Case.Kind.values else "", state if state in (*Case.State.values, "open", "all") else "open",
            asked.get("late") == "1", asked.get("course", "").strip()[:32], asked.get("q", "").strip()[:50],
        )

    def values(self, **changes: Any) -> dict[str, str]:
        known = {"kind": self.kind, "state": self.state, "late": "1" if self.late else "", "course": self.course,
                 "q": self.text} | changes
        return {name: value for name, value in known.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.values())


@dataclass(frozen=True)
class Queue:
    """A page of the office's list; `counts` of everything the viewer's office reads, whatever the list shows."""

    rows: tuple[CaseRow, ...]
    page: Page
    counts: dict[str, int]
    wanted: Wanted
    courses: tuple[tuple[str, str], ...]


def mine(person: User, on: dt.date) -> tuple[CaseRow, ...]:
    """The newest first (two queries)."""
    cases = Case.objects.filter(person=person).select_related("person", "course", "follows").order_by("-sent_at", "-pk")
    return rows_of(cases, person, on, units=False)


def shown_to(viewer: User, number: str, on: dt.date) -> CaseRow | None:
    """The case, where the viewer may read it (five queries)."""
    cases = Case.objects.visible_to(viewer, on).filter(number=number)
    rows = rows_of(cases.select_related("person", "course", "follows", "answered_by", "followed_by"), viewer, on)
    return rows[0] if rows else None


def queue_of(viewer: User, on: dt.date, wanted: Wanted, page: str = "1") -> Queue:
    """Sorted by promised day, what waits first (seven queries)."""
    everything = office_cases(viewer, on)
    found = Paginator(narrowed(everything, wanted, on), PER_PAGE).get_page(page)
    courses = everything.filter(course__isnull=False).order_by("course__code")
    return Queue(
        rows_of(found.object_list, viewer, on), found, _counts(everything, on), wanted,
        tuple(courses.values_list("course__code", "course__title").distinct()),
    )


def office_cases(viewer: User, on: dt.date) -> CaseQuerySet:
    """What the viewer reads of others."""
    return Case.objects.visible_to(viewer, on).exclude(person=viewer.pk)


def narrowed(cases: CaseQuerySet, wanted: Wanted, on: dt.date) -> CaseQuerySet:
    if wanted.kind:
        cases = cases.filter(kind=wanted.kind)
    if wanted.late:
        cases = cases.late(on)
    elif wanted.state == "open":
        cases = cases.open()
    elif wanted.state != "all":
        cases = cases.filter(state=wanted.state)
    if wanted.course:
        cases = cases.filter(course__code=wanted.course)
    if wanted.text:
        cases = cases.filter(Q(text__contains=wanted.text) | Q(number__contains=wanted.text.upper()))
    return cases.select_related("person", "course", "follows").order_by("promised_on", "pk")


def _counts(cases: CaseQuerySet, on: dt.date) -> dict[str, int]:
    waiting = Q(state__in=rules.OPEN)
    return cases.order_by().aggregate(
        open=Count("pk", filter=waiting), late=Count("pk", filter=waiting & Q(promised_on__lt=on)),
        answered=Count("pk", filter=Q(state=rules.ANSWERED)), withdrawn=Count("pk", filter=Q(state=rules.WITHDRAWN)),
        all=Count("pk"),
    )


def rows_of(cases: Iterable[Case], viewer: User, on: dt.date, *, units: bool = True) -> tuple[CaseRow, ...]:
    shown = list(cases)
    named = {case.person for case in shown if units and not case.anonymous}
    held = departments_on(named, on) if named else {}
    lessons = _lessons(shown)
    return tuple(
        CaseRow(case, _who(case, viewer), _unit(case, held), _about(case, lessons),
                rules.is_late(case.state, case.promised_on, on))
        for case in shown
    )


def _who(case: Case, viewer: User) -> str:
    if case.anonymous and case.person_id != viewer.pk:
        return ""
    return f"{case.person.full_name} {case.person.staff_no}"


def _unit(case: Case, held: Mapping[int, Any]) -> str:
    unit = None if case.anonymous else held.get(case.person_id)
    return unit.name if unit else ""


def _lessons(cases: list[Case]) -> dict[tuple[int, str], str]:
    """Titles of the lessons named, of the newest version (one query where there is one)."""
    codes = {case.lesson_code for case in cases if case.lesson_code}
    if not codes:
        return {}
    rows = VersionLesson.objects.filter(code__in=codes).order_by("version__number")
    return {(course, code): title for course, code, title in rows.values_list("version__course_id", "code", "title")}


def _about(case: Case, lessons: Mapping[tuple[int, str], str]) -> str:
    if case.record_kind:
        return label_of(case.record_kind)
    if case.course is None:
        return ""
    lesson = lessons.get((case.course_id or 0, case.lesson_code), "")
    return f"{case.course.title} · {lesson}" if lesson else case.course.title
