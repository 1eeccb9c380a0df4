"""Verbs of papers that are sat with a pen: draw, print, enter, correct. Only the HR office; each is in the log."""

import datetime as dt
import uuid
from random import SystemRandom
from typing import Any

from django.db import transaction
from django.db.models import Max

from courses.models import CourseVersion
from lms.assessment.access import target_of
from lms.assessment.models import Attempt, GradeEvent, Response
from lms.assessment.regrading.marking import marked_now, note_closing
from lms.assessment.regrading.rules import Marked
from lms.assessment.services import counting
from lms.assessment.services.attempts import draw_paper, locked, settle_grade
from lms.assessment.sheets import rules
from lms.assessment.sheets.lines import Sheet
from lms.assessment.sheets.models import PaperSet, SetPaper, SheetEntry
from lms.assessment.sheets.refusals import SheetRefused
from lms.assessment.sheets.telling import tell_corrected
from lms.audit import services as audit
from lms.people.access import has_role
from lms.people.models import User
from lms.study import services as study
from lms.study.models import Enrolment


@transaction.atomic
def draw_set(
    *, version: CourseVersion, cycle: str, begins_at: dt.datetime, by: User, at: dt.datetime, once: uuid.UUID
) -> PaperSet:
    """Papers A and B by the version's recipe, frozen; the same form again draws nothing.

    Raises SheetRefused, and AttemptRefused where the bank is too small.
    """
    drawn = PaperSet.objects.filter(once=once).first()
    if drawn:
        return drawn
    recipe = version.assessment or {}
    if not has_role(by, "hr"):
        raise SheetRefused("not_hr")
    if recipe.get("kind") != "exam":
        raise SheetRefused("not_an_exam")
    made = PaperSet.objects.create(
        code=_free_code(), version=version, cycle=cycle, begins_at=begins_at,
        ends_at=begins_at + dt.timedelta(minutes=recipe["minutes"]), drawn_by=by, drawn_at=at, once=once,
    )
    for letter in rules.LETTERS:
        SetPaper.objects.create(paper_set=made, letter=letter, paper=draw_paper(recipe) | {"chance": made.code})
    audit.record(action="assessment.draw_papers", actor=by, target=f"{version.course.code} {made.code}",
                 detail={"set": made.pk, "begins_at": begins_at.isoformat()})
    return made


def _free_code() -> str:
    rng = SystemRandom()
    while PaperSet.objects.filter(code=(code := rules.code_of(rng))).exists():
        pass
    return code


def note_print(*, paper_set: PaperSet, what: str, copies: int, by: User) -> None:
    """Who printed what, how often."""
    audit.record(action="assessment.print_papers", actor=by,
                 target=f"{paper_set.version.course.code} {paper_set.code}", detail={"what": what, "copies": copies})


@transaction.atomic
def enter(
    *, printed: SetPaper, enrolment: Enrolment, sheet: Sheet, by: User, at: dt.datetime,
) -> SheetEntry:
    """One person's sheet becomes a closed attempt, marked. The same again changes nothing. Raises SheetRefused."""
    enrolment = locked(enrolment.pk)
    standing = standing_entry(printed.paper_set, enrolment)
    if standing:
        if same(standing, printed, sheet):
            return standing
        raise SheetRefused("entered")
    _refuse(printed, enrolment, by, at)
    if not enrolment.version_id:
        enrolment = study.start(enrolment=enrolment, at=at, gated=False)
    marked, rulings = marked_now(printed.paper, sheet.answers, sheet.points)
    attempt = _closed_attempt(printed, enrolment, marked)
    entry = SheetEntry.objects.create(
        paper_set=printed.paper_set, enrolment=enrolment, attempt=attempt, entered_by=by, entered_at=at,
        score=marked.score, **said_by(printed, sheet),
    )
    _write_answers(attempt, entry)
    _graded(entry, rulings, by)
    settle_grade(enrolment=enrolment, at=_all_at(attempt))
    return entry


def _refuse(printed: SetPaper, enrolment: Enrolment, by: User, at: dt.datetime) -> None:
    """Raises SheetRefused where no sheet may be entered."""
    code = rules.why_not_enter(
        is_hr=has_role(by, "hr"), own=by.pk == enrolment.person_id, ends_at=printed.paper_set.ends_at, at=at,
        live=enrolment.attempts.unmarked().exists(), passed=enrolment.passed_at is not None,
    )
    if code:
        raise SheetRefused(code)


@transaction.atomic
def correct(
    *, entry: SheetEntry, printed: SetPaper, sheet: Sheet, reason: str, by: User, at: dt.datetime
) -> SheetEntry:
    """A new entry in place of `entry`, which is kept; without any difference, `entry` as it is. Raises SheetRefused."""
    enrolment = locked(entry.enrolment_id)
    entry = SheetEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    code = _why_not_correct(entry, printed, enrolment, reason, by)
    if code:
        raise SheetRefused(code)
    if same(entry, printed, sheet):
        return entry
    SheetEntry.objects.filter(pk=entry.pk).update(replaced_at=at)
    marked, rulings = marked_now(printed.paper, sheet.answers, sheet.points)
    attempt = _remarked(entry, printed, enrolment, marked)
    made = SheetEntry.objects.create(
        paper_set=entry.paper_set, enrolment=enrolment, attempt=attempt, number=entry.number + 1, reason=reason.strip(),
        entered_by=by, entered_at=at, score=marked.score, **said_by(printed, sheet),
    )
    _write_answers(attempt, made)
    _graded(made, rulings, by)
    corrected = counting.correct(enrolment=enrolment, why=made.reason, origin=f"assessment.sheet:{made.pk}", at=at)
    tell_corrected(entry, made, corrected)
    return made


def _remarked(entry: SheetEntry, printed: SetPaper, enrolment: Enrolment, marked: Marked) -> Attempt:
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=entry.attempt_id)
    attempt.enrolment = enrolment
    attempt.paper, attempt.score, attempt.passed, attempt.kept = printed.paper, marked.score, marked.passed, None
    attempt.save(update_fields=["paper", "score", "passed", "kept"])
    return attempt


def _why_not_correct(entry: SheetEntry, printed: SetPaper, enrolment: Enrolment, reason: str, by: User) -> str:
    if not has_role(by, "hr"):
        return "not_hr"
    if by.pk == enrolment.person_id:
        return "own"
    if entry.replaced_at or printed.paper_set_id != entry.paper_set_id:
        return "replaced"
    return "" if reason.strip() else "reason"


def standing_entry(paper_set: PaperSet, enrolment: Enrolment) -> SheetEntry | None:
    return SheetEntry.objects.filter(paper_set=paper_set, enrolment=enrolment, replaced_at__isnull=True).first()


def same(entry: SheetEntry, printed: SetPaper, sheet: Sheet) -> bool:
    """Whether the entry says the same already."""
    said = said_by(printed, sheet)
    return (entry.printed_id, entry.answers, entry.points) == (printed.pk, said["answers"], said["points"])


def said_by(printed: SetPaper, sheet: Sheet) -> dict[str, Any]:
    """The sheet as it is kept."""
    return {
        "printed": printed, "answers": {str(number): keys for number, keys in sheet.answers.items()},
        "points": {str(number): f"{points.normalize():f}" for number, points in sheet.points.items()},
    }


def _closed_attempt(printed: SetPaper, enrolment: Enrolment, marked: Marked) -> Attempt:
    last = enrolment.attempts.aggregate(last=Max("number"))["last"] or 0
    paper_set = printed.paper_set
    attempt = Attempt.objects.create(
        enrolment=enrolment, number=last + 1, paper=printed.paper, started_at=paper_set.begins_at,
        deadline_at=paper_set.ends_at, closed_at=paper_set.ends_at, closed_by=Attempt.ClosedBy.HANDED_IN,
        score=marked.score, passed=marked.passed,
    )
    attempt.enrolment = enrolment
    return attempt


def _write_answers(attempt: Attempt, entry: SheetEntry) -> None:
    """One response for each item answered; what a correction took away is left empty."""
    kept = {row.item: row for row in attempt.responses.all()}
    for number in {*kept, *map(int, entry.answers)}:
        row = kept.get(number) or Response(attempt=attempt, item=number, revision=0)
        row.answer, row.revision, row.saved_at = entry.answers.get(str(number), []), row.revision + 1, entry.entered_at
        kept[number] = row
    Response.objects.bulk_create([row for row in kept.values() if not row.pk])
    Response.objects.bulk_update([row for row in kept.values() if row.pk], ["answer", "revision", "saved_at"])


def _graded(entry: SheetEntry, rulings: tuple, by: User) -> None:
    attempt = entry.attempt
    event = GradeEvent.objects.create(
        enrolment=entry.enrolment, attempt=attempt, kind=GradeEvent.Kind.MARKED, score=entry.score,
        passed=bool(attempt.passed), at=attempt.deadline_at if entry.number == 1 else entry.entered_at, by=by,
        note=entry.reason,
    )
    note_closing(attempt=attempt, event=event, rulings=rulings)
    audit.record(action="assessment.enter_sheet" if entry.number == 1 else "assessment.correct_sheet", actor=by,
                 target=target_of(attempt), detail={"set": entry.paper_set.code, "attempt": attempt.pk,
                                                    "score": str(entry.score), "reason": entry.reason})


def _all_at(attempt: Attempt) -> dt.datetime:
    """When everything was done: the sitting, or a lesson passed after it and before the entry."""
    passed = attempt.enrolment.progress.aggregate(last=Max("passed_at"))["last"]
    return max(attempt.deadline_at, passed) if passed else attempt.deadline_at
