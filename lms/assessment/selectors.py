"""What the room's pages show, read in a fixed number of queries. The key is read by the result page only."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from courses import recipes
from courses.models.assessments import Assessment
from lms.assessment import rules
from lms.assessment.marking import selectors as marking
from lms.assessment.marking.selectors import MarkNote
from lms.assessment.models import Attempt, AttemptEvent
from lms.assessment.parts import Part, parts_of, parts_of_recipe
from lms.assessment.records import last_day
from lms.assessment.regrading.marking import paper_as_marked
from lms.assessment.regrading.selectors import RegradeNote, notes_of
from lms.assessment.services.refusals import start_words
from lms.assessment.showing import ItemRow, ReviewRow, item_row, review_row, show_materials
from lms.assessment.sitting import sitting_of
from lms.assessment.terms import Terms
from lms.common import clock
from lms.study.models import Enrolment

SHOWN_WORDS = dict(Assessment.AnswersShown.choices)


@dataclass(frozen=True)
class GradeRow:
    at: dt.datetime
    score: Decimal
    passed: bool
    number: int | None
    attempt_id: int | None
    was: Decimal | None = None  # before it was regraded


@dataclass(frozen=True)
class IntroPage:
    """`live` is the attempt to go on with, `pending` one that waits to be marked; `refusal` says why none may begin,
    and is empty when one may."""

    enrolment: Enrolment
    recipe: dict
    is_exam: bool
    left: int
    live: int | None
    pending: int | None
    terms: Terms | None
    refusal: object
    answers_shown: object
    grades: tuple[GradeRow, ...]

    @property
    def grade(self) -> Decimal | None:
        """The one that counts now."""
        return self.enrolment.grade

    @property
    def partial(self) -> str:
        """What some of the right options of a multiple choice earn: none, half or share."""
        return recipes.setting(self.recipe, "partial")

    @property
    def questions(self) -> int:
        return recipes.questions_in(self.recipe)

    @property
    def total(self) -> int:
        return recipes.points_in(self.recipe)

    @property
    def parts(self) -> tuple[Part, ...]:
        return parts_of_recipe(recipes.sections_of(self.recipe))

    @property
    def fixed(self) -> bool:
        """Everybody has the same questions."""
        return recipes.is_fixed(self.recipe)


@dataclass(frozen=True)
class PaperPage:
    attempt: Attempt
    remaining: int
    items: tuple[ItemRow, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.attempt.paper, self.items)

    @property
    def empty(self) -> list[int]:
        return [item.number for item in self.items if not item.answered]

    @property
    def answered(self) -> int:
        return sum(item.answered for item in self.items)

    @property
    def flagged(self) -> int:
        return sum(item.flagged for item in self.items)


@dataclass(frozen=True)
class ResultPage:
    """`review` is None while the right answers may not be shown; `regrades` what changed the score since."""

    attempt: Attempt
    grade: Decimal | None
    left: int
    passed: bool
    shown_when: object
    questions: int
    review: tuple[ReviewRow, ...] | None
    events: tuple[AttemptEvent, ...]
    regrades: tuple[RegradeNote, ...] = ()
    marks: tuple[MarkNote, ...] = ()
    last_day: dt.date | None = None

    @property
    def may_ask(self) -> bool:
        """A review may still be asked for."""
        return self.last_day is None or clock.day_of(clock.now()) <= self.last_day

    @property
    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.attempt.paper, self.review) if self.review else ()

    @property
    def right(self) -> int:
        return sum(row.right is True for row in self.review or () if not row.left_out)


def intro_page(enrolment: Enrolment, at: dt.datetime) -> IntroPage | None:
    """The rules in words and earlier results; None when the course has no assessment."""
    version = enrolment.version or enrolment.course.versions.first()
    recipe = version.assessment if version else None
    if not recipe:
        return None
    sitting = sitting_of(enrolment, recipe, at)
    live = enrolment.attempts.live().filter(deadline_at__gt=at).values_list("pk", flat=True).first()
    return IntroPage(
        enrolment=enrolment, recipe=recipe, is_exam=recipe["kind"] == "exam", left=sitting.left, live=live,
        pending=_pending(enrolment) if sitting.history.waits else None,
        terms=sitting.terms,
        refusal=start_words(sitting.code, sitting.terms, sitting.history) if sitting.code else "",
        answers_shown=SHOWN_WORDS.get(recipe["answers_shown"], ""), grades=_grades(enrolment),
    )


def _pending(enrolment: Enrolment) -> int | None:
    rows = enrolment.attempts.unmarked().filter(handed_in_at__isnull=False)  # type: ignore[attr-defined]
    return rows.values_list("pk", flat=True).first()


def _grades(enrolment: Enrolment) -> tuple[GradeRow, ...]:
    """What stands: of a regraded attempt the newest, at the time it was handed in, with what it was."""
    found: dict[object, GradeRow] = {}
    rows = enrolment.grade_events.values_list("at", "score", "passed", "attempt__number", "attempt_id", "pk")
    for at, score, passed, number, attempt, pk in rows:
        row = GradeRow(at, score, passed, number, attempt)
        first = found.get(row.attempt_id)
        if row.attempt_id and first:
            row = replace(row, at=first.at, was=first.score if first.was is None else first.was)
        found[row.attempt_id or -pk] = row
    return tuple(found.values())


def paper_page(attempt: Attempt, at: dt.datetime) -> PaperPage:
    """The questions with what was saved, never the key. `remaining` is in whole seconds."""
    saved = {row.item: row for row in attempt.responses.all()}
    items = tuple(item_row(item, saved.get(item["item"])) for item in attempt.paper["items"])
    show_materials(items)
    return PaperPage(attempt, remaining(attempt, at), items)


def remaining(attempt: Attempt, at: dt.datetime) -> int:
    """Whole seconds left by the server's clock."""
    return max(0, int((attempt.deadline_at - at).total_seconds()))


def result_page(attempt: Attempt) -> ResultPage:
    """A closed attempt's result, with the key only when the paper's own rule allows."""
    enrolment = attempt.enrolment
    closed = list(enrolment.attempts.values_list("closed_at", flat=True))
    left = max(0, attempt.paper.get("attempts", 1) - len(closed))
    passed = enrolment.passed_at is not None
    shown = rules.answers_may_be_shown(
        attempt.paper["answers_shown"], live=None in closed, passed=passed, left=left
    )
    return ResultPage(
        attempt=attempt, grade=enrolment.grade, left=0 if passed else left, passed=passed,
        shown_when=SHOWN_WORDS.get(attempt.paper["answers_shown"], ""),
        questions=len(attempt.paper["items"]),
        review=_review(attempt) if shown else None,
        events=tuple(attempt.events.select_related("by")),
        regrades=notes_of(attempt), marks=marking.notes_of(attempt) if attempt.handed_in_at else (),
        last_day=last_day(attempt),
    )


def _review(attempt: Attempt) -> tuple[ReviewRow, ...]:
    saved = dict(attempt.responses.values_list("item", "answer"))
    rows = tuple(review_row(item, saved.get(item["item"], [])) for item in paper_as_marked(attempt)["items"])
    show_materials(rows)
    return rows
