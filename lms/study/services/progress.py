"""A beat: seconds claimed by a page, credited by the clock. The common one is one question and one update."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from lms.common.prepared import Prepared
from lms.study import rules
from lms.study.models import LessonProgress
from lms.study.rules import BeatRefused
from lms.study.services.anomalies import flag
from lms.study.services.passing import pass_lesson
from lms.study.steps import Step, step_of
from lms.study.tasks.selectors import open_tasks
from lms.study.visits import VisitToken

TRIES = 5  # a beat that meets another of the same visit looks again
ASKED = ("code", "number", "title", "minutes", "rule", "span_seconds", "share_required")


@dataclass(frozen=True)
class Beat:
    """What a page sends. Seconds. `seq` rises within a visit; `tab` tells a browser's tabs apart.

    `take_over`: the person wants to go on here. `late`: sent for a page that is gone. `left`: its page is going.
    `pressed`: the button "I have read to the end", which may be pressed too early without anybody wondering.
    """

    seq: int
    intervals: Any
    position: float
    tab: str = ""
    take_over: bool = False
    late: bool = False
    left: bool = False
    pressed: bool = False


@dataclass(frozen=True)
class Asked:
    """What a lesson asks for, in the learner's own version."""

    code: str
    number: int
    title: str
    minutes: int
    rule: str
    span_seconds: int
    share_required: int


@dataclass(frozen=True)
class BeatResult:
    """How far the lesson is after a beat, and whether a claim was cut (`flagged`).

    `code`: "" when all is well; "renew" when the visit is over and its page may go on in a new one, opened at
    `renewed_from`; "elsewhere" when the person studies `elsewhere` at this moment and is to be asked first.
    """

    step: Step
    intervals: Sequence[Sequence[float]]
    saved_at: dt.datetime
    flagged: bool = False
    code: str = ""
    renewed_from: dt.datetime | None = None
    elsewhere: str = ""

    @property
    def covered(self) -> float:
        return round(self.step.covered, 2)

    @property
    def needed(self) -> float:
        return self.step.needed

    @property
    def passed(self) -> bool:
        return self.step.state == "done"


def record_live_beat(
    *, person_id: int, course_code: str, visit: VisitToken, beat: Beat, at: dt.datetime
) -> BeatResult | None:
    """Credit a beat of the person's live visit; None when the visit is not live (see `record_beat`).

    A repeated or older `seq` changes nothing. Raises BeatRefused for what cannot be true.
    """
    for _try in range(TRIES):
        row = _live_row(person_id, course_code, visit)
        if row is None:
            return None
        result = credit_row(row, row.asked, beat, at)
        if result is not None:
            return result
    raise BeatRefused(_("This progress cannot be read. Reload the page and go on."))


def _live_row(person_id: int, course_code: str, visit: VisitToken) -> Any:
    """The row of a live visit with what its lesson asks for (one query); None when it is not this person's."""
    row = next(iter(_live(person_id, course_code, visit.enrolment_id, visit.lesson_code, visit.visit)), None)
    if row is not None:
        row.asked = Asked(*(getattr(row, f"asked_{name}") for name in ASKED))
    return row


def _live_of(person: int, course_code: str, enrolment: int, code: str, visit: uuid.UUID) -> QuerySet[LessonProgress]:
    lesson = "enrolment__version__lessons__"
    rows = LessonProgress.objects.filter(
        enrolment_id=enrolment, lesson_code=code, visit=visit, enrolment__person=person,
        enrolment__course__code=course_code, **{f"{lesson}code": code},
    )
    return rows.annotate(**{f"asked_{name}": F(lesson + name) for name in ASKED})


_live = Prepared(_live_of, int, str, int, str, uuid.UUID)


def credit_row(row: LessonProgress, asked: Any, beat: Beat, at: dt.datetime) -> BeatResult | None:
    """Credit a beat of the visit the row holds, for at most the time since it began to count, times the speed.

    None when the row has changed since it was read. Raises BeatRefused.
    """
    check(asked, beat)
    if beat.seq <= row.visit_seq:
        rules.checked(beat.intervals, asked.span_seconds)
        return passed_or_not(row, asked, at)
    elapsed = (at - (row.visit_opened_at or at)).total_seconds()
    allowed = rules.budget(elapsed, row.visit_credited, rules.completes(asked.rule).speed)
    earned = rules.credit(row.intervals, beat.intervals, allowed, asked.span_seconds)
    if not _written(row, asked, beat, earned, at):
        return None
    flagged = earned.refused > rules.TOLERANCE and not beat.pressed
    if flagged:
        flag(progress=row, earned=earned, reason="ahead", at=at)
    return passed_or_not(row, asked, at, flagged=flagged)


def _written(row: LessonProgress, asked: Any, beat: Beat, earned: rules.Credit, at: dt.datetime) -> bool:
    """The one write. It holds only if neither this visit nor a late beat of another wrote since the row was read."""
    changed = {
        "intervals": [list(interval) for interval in earned.intervals], "covered": rules.length(earned.intervals),
        "position": min(beat.position, asked.span_seconds), "visit_credited": row.visit_credited + earned.credited,
        "visit_seq": beat.seq, "visit_left": beat.left or beat.late, "saved_at": at,
    }
    as_read = LessonProgress.objects.filter(
        pk=row.pk, visit=row.visit, visit_seq=row.visit_seq, covered=row.covered
    )
    if not as_read.update(**changed):
        return False
    for name, value in changed.items():
        setattr(row, name, value)
    return True


def check(asked: Any, beat: Beat) -> None:
    """Raises BeatRefused for a lesson that beats do not finish, and for numbers that are none."""
    if not rules.completes(asked.rule).by_beats:
        raise BeatRefused(_("This lesson is not completed on this page."))
    if asked.span_seconds <= 0:
        raise BeatRefused(_("The length of this lesson is not known, so nothing can be counted. Tell the editors."))
    if not rules.is_seconds(beat.position) or not rules.is_count(beat.seq):
        raise BeatRefused(_("This progress cannot be read. Reload the page and go on."))


def passed_or_not(row: LessonProgress, asked: Any, at: dt.datetime, **more: Any) -> BeatResult:
    """The answer; passes the lesson when enough of it is covered, even if a server died between the two."""
    if row.passed_at is None and rules.is_covered(row.covered, asked.span_seconds, asked.share_required):
        row = pass_covered(row, asked, at)
    return BeatResult(step=step_of(asked, row), intervals=row.intervals, saved_at=row.saved_at, **more)


@transaction.atomic
def pass_covered(row: LessonProgress, asked: Any, at: dt.datetime) -> LessonProgress:
    """Passes a lesson of which enough is covered, unless tasks of it are still open."""
    version = row.enrolment.version
    lesson = version.lessons.filter(code=row.lesson_code).first() if version else None
    if lesson is not None and open_tasks(row.enrolment, lesson):
        return row
    return pass_lesson(
        enrolment=row.enrolment, lesson_code=row.lesson_code, at=at,
        evidence={"span": asked.span_seconds, "share_required": asked.share_required},
    )
