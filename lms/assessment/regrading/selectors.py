"""What the pages of regrading show, read in a fixed number of queries whatever the number of attempts."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Question
from lms.assessment.regrading.counting import CHANGED, SHOWN
from lms.assessment.regrading.models import Regrade, RegradeLine
from lms.common import clock
from lms.people.models import User
from lms.people.selectors import departments_on

if TYPE_CHECKING:
    from lms.assessment.models import Attempt

PER_PAGE, MOST_QUESTIONS, AT_ONCE = 50, 30, 1000
EFFECTS = ("gained", "lost", "waits", "unpassed", "grade")
FILTERS = ("changed", "to_pass", "to_fail", "kept", "up", "down", *EFFECTS, "new_rule")


@dataclass(frozen=True)
class RegradeNote:
    """What a regrade did to one attempt, for its learner."""

    at: dt.datetime
    old: Decimal | None
    new: Decimal
    passed: bool
    kept: bool
    reason: str
    way: str


@dataclass(frozen=True)
class LineRow:
    """One attempt of the list."""

    name: str
    staff_no: str
    unit: str
    course: str
    number: int
    handed_in: dt.datetime | None
    line: RegradeLine
    changed: bool


@dataclass(frozen=True)
class VersionRow:
    """One version of the question, as the two people compare them."""

    number: int
    stem: str
    kind: str
    options: tuple[tuple[str, str, bool], ...]
    wrong: bool
    current: bool
    retired: bool


def notes_of(attempt: "Attempt") -> tuple[RegradeNote, ...]:
    """Those that changed it or marked it from the start, oldest first (one query)."""
    lines = attempt.regrade_lines.filter(event__isnull=False).select_related("regrade").order_by("done_at", "pk")
    return tuple(
        RegradeNote(line.done_at, line.old_score, line.new_score, line.new_passed, line.kept, line.regrade.reason,
                    line.regrade.get_way_display())
        for line in lines if line.done_at
    )


def regrade_list(asked: Mapping[str, str]) -> Page:
    """All regrades, the open ones first (two queries)."""
    rows = Regrade.objects.select_related("bank", "question", "opened_by", "decided_by")
    rows = rows.annotate(is_open=Exists(Regrade.objects.open().filter(pk=OuterRef("pk")))).order_by(
        "-is_open", "-opened_at", "-pk")
    return Paginator(rows, PER_PAGE).get_page(asked.get("page", "1"))


def questions_like(text: str) -> list[Question]:
    """Questions, by their newest version, whose code or words hold the text; `older`: there are older versions."""
    older = Question.objects.filter(bank=OuterRef("bank"), code=OuterRef("code"), is_current=False)
    named = Q(code__icontains=text) | Q(stem__icontains=text)
    rows = Question.objects.filter(named, is_current=True).annotate(older=Exists(older)).select_related("bank")
    return list(rows.order_by("-older", "code")[:MOST_QUESTIONS])


def versions_of(question: Question, wrong: list[int] | None = None) -> tuple[VersionRow, ...]:
    """Newest first (one query)."""
    rows = Question.objects.filter(bank=question.bank_id, code=question.code).order_by("-version")
    return tuple(
        VersionRow(row.version, row.stem, row.get_kind_display(), _options(row), row.version in (wrong or ()),
                   row.is_current, row.retired)
        for row in rows
    )


def _options(row: Question) -> tuple[tuple[str, str, bool], ...]:
    return tuple((option["key"], option["text"], option["key"] in row.answer) for option in row.options)


def lines_of(regrade: Regrade, show: str = "") -> QuerySet[RegradeLine]:
    """Those that change first, then by staff number; `show`: one of FILTERS, or all."""
    rows = regrade.lines.select_related("attempt__enrolment__person", "attempt__enrolment__course")
    rows = rows.defer("attempt__paper").alias(changes=Q(CHANGED)).order_by(
        "-changes", "attempt__enrolment__person__staff_no", "attempt__number", "pk")
    if show in EFFECTS:
        return rows.filter(effect=show)
    return rows.filter(SHOWN[show]) if show in SHOWN else rows


def line_page(regrade: Regrade, asked: Mapping[str, str]) -> Page:
    """Fifty at a time (three queries)."""
    rows = lines_of(regrade, asked.get("show", ""))
    if text := asked.get("q", "").strip():
        rows = rows.filter(Q(attempt__enrolment__person__full_name__icontains=text)
                           | Q(attempt__enrolment__person__staff_no=text))
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page", "1"))
    page.object_list = line_rows(list(page.object_list))  # type: ignore[assignment]
    return page


def line_rows(lines: list[RegradeLine]) -> list[LineRow]:
    """With the unit of today (one query)."""
    people: list[User] = [line.attempt.enrolment.person for line in lines]
    units = departments_on(people, clock.today()) if people else {}
    return [_row(line, units) for line in lines]


def all_rows(regrade: Regrade) -> Iterator[LineRow]:
    """Every line, a thousand in memory at a time (two queries for each thousand)."""
    rows = lines_of(regrade)
    for start in range(0, rows.count(), AT_ONCE):
        yield from line_rows(list(rows[start:start + AT_ONCE]))


def _row(line: RegradeLine, units: Mapping[int, Any]) -> LineRow:
    attempt = line.attempt
    person, unit = attempt.enrolment.person, units.get(attempt.enrolment.person_id)
    changed = line.old_score is not None and (line.old_score, line.old_passed) != (line.new_score, line.new_passed)
    return LineRow(person.display_name, person.staff_no, unit.name if unit else "", attempt.enrolment.course.title,
                   attempt.number, attempt.closed_at, line, changed)


def own_among(regrade: Regrade, person: User) -> bool:
    """Is the reader's own attempt among them? (one query)"""
    return regrade.lines.filter(attempt__enrolment__person=person.pk).exists()
