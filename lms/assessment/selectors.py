"""What the room's pages show, read in a fixed number of queries. The key is read by the result page only."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from courses.models import Question
from courses.models.assessments import Assessment
from lms.assessment import rules
from lms.assessment.models import Attempt, Response
from lms.assessment.regrading.marking import paper_as_marked
from lms.assessment.regrading.selectors import RegradeNote, notes_of
from lms.assessment.services.refusals import START
from lms.study import selectors as study
from lms.study.models import Enrolment

KIND_WORDS = dict(Question.Kind.choices)
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
    """`live` is the attempt to go on with; `refusal` says why none may begin, and is empty when one may."""

    enrolment: Enrolment
    recipe: dict
    is_exam: bool
    questions: int
    total: int
    left: int
    live: int | None
    refusal: object
    answers_shown: object
    grades: tuple[GradeRow, ...]


@dataclass(frozen=True)
class OptionRow:
    """`state`, on the result page: chosen, missed, wrong or plain."""

    key: str
    text: str
    chosen: bool
    state: str = ""


@dataclass(frozen=True)
class ItemRow:
    number: int
    kind: str
    kind_word: object
    stem: str
    points: int
    options: tuple[OptionRow, ...]
    answered: bool
    flagged: bool
    revision: int
    saved_at: dt.datetime | None


@dataclass(frozen=True)
class PaperPage:
    attempt: Attempt
    remaining: int
    items: tuple[ItemRow, ...]

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
class ReviewRow:
    number: int
    kind: str
    kind_word: object
    stem: str
    right: bool
    options: tuple[OptionRow, ...]
    explanation: str
    article: str
    given: bool = False
    left_out: bool = False


@dataclass(frozen=True)
class ResultPage:
    """`review` is None while the right answers may not be shown; `regrades` what changed the score since."""

    attempt: Attempt
    best: Decimal | None
    left: int
    passed: bool
    shown_when: object
    questions: int
    review: tuple[ReviewRow, ...] | None
    regrades: tuple[RegradeNote, ...] = ()

    @property
    def right(self) -> int:
        return sum(row.right for row in self.review or () if not row.left_out)


def intro_page(enrolment: Enrolment, at: dt.datetime) -> IntroPage | None:
    """The rules in words and earlier results; None when the course has no assessment."""
    version = enrolment.version or enrolment.course.versions.first()
    recipe = version.assessment if version else None
    if not recipe:
        return None
    attempts = list(enrolment.attempts.defer("paper"))
    code = rules.why_not_start(
        recipe,
        finished=study.content_finished(enrolment),
        passed=enrolment.passed_at is not None,
        used=len(attempts),
    )
    return IntroPage(
        enrolment=enrolment,
        recipe=recipe,
        is_exam=recipe["kind"] == "exam",
        questions=sum(recipe["draw"].values()),
        total=sum(count * recipe["points"][kind] for kind, count in recipe["draw"].items()),
        left=max(0, recipe["attempts"] - len(attempts)),
        live=next((row.pk for row in attempts if not row.closed_at and row.deadline_at > at), None),
        refusal=START[code] if code else "",
        answers_shown=SHOWN_WORDS.get(recipe["answers_shown"], ""),
        grades=_grades(enrolment),
    )


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
    items = tuple(_item_row(item, saved.get(item["item"])) for item in attempt.paper["items"])
    return PaperPage(attempt, remaining(attempt, at), items)


def remaining(attempt: Attempt, at: dt.datetime) -> int:
    """Whole seconds left by the server's clock."""
    return max(0, int((attempt.deadline_at - at).total_seconds()))


def _item_row(item: rules.Item, saved: Response | None) -> ItemRow:
    chosen = saved.answer if saved else []
    options = tuple(OptionRow(row["key"], row["text"], row["key"] in chosen) for row in item["options"])
    return ItemRow(
        number=item["item"], kind=item["kind"], kind_word=KIND_WORDS[item["kind"]], stem=item["stem"],
        points=item["points"], options=options, answered=bool(chosen),
        flagged=saved.flagged if saved else False,
        revision=saved.revision if saved else 0,
        saved_at=saved.saved_at if saved else None,
    )


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
        attempt=attempt, best=enrolment.grade, left=0 if passed else left, passed=passed,
        shown_when=SHOWN_WORDS.get(attempt.paper["answers_shown"], ""),
        questions=len(attempt.paper["items"]),
        review=_review(attempt) if shown else None,
        regrades=notes_of(attempt),
    )


def _review(attempt: Attempt) -> tuple[ReviewRow, ...]:
    saved = dict(attempt.responses.values_list("item", "answer"))
    return tuple(_review_row(item, saved.get(item["item"], [])) for item in paper_as_marked(attempt)["items"])


def _review_row(item: rules.Item, chosen: list[str]) -> ReviewRow:
    options = tuple(
        OptionRow(row["key"], row["text"], row["key"] in chosen, _state(row["key"], chosen, item["answer"]))
        for row in item["options"]
    )
    return ReviewRow(
        number=item["item"], kind=item["kind"], kind_word=KIND_WORDS[item["kind"]], stem=item["stem"],
        right=item.get("given") or rules.is_right(item, chosen), options=options,
        explanation=item["explanation"], article=item["article"],
        given=item.get("given", False), left_out=item.get("left_out", False),
    )


def _state(key: str, chosen: list[str], answer: list[str]) -> str:
    if key in chosen:
        return "chosen" if key in answer else "wrong"
    return "missed" if key in answer else "plain"
