"""Every answer is saved as it is given; the newest revision stands."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from lms.assessment import rules
from lms.assessment.models import Attempt, Response
from lms.assessment.services.refusals import ANSWER, AnswerRefused

HIGHEST = 2_000_000_000  # what the column holds


@dataclass(frozen=True)
class Saved:
    """What now stands for an item."""

    item: int
    answer: list[str]
    flagged: bool
    revision: int
    saved_at: dt.datetime


@transaction.atomic
def save_answer(
    *, attempt: Attempt, item: int, answer: list[str], flagged: bool, revision: int, at: dt.datetime, seat: str = ""
) -> Saved:
    """Save one answer. A revision not above the saved one changes nothing; raises AnswerRefused."""
    attempt = _open_attempt(attempt, at, seat)
    keys = _valid(attempt, item, answer)
    if type(flagged) is not bool or type(revision) is not int or not 1 <= revision <= HIGHEST:
        raise AnswerRefused("invalid", ANSWER["invalid"])
    saved = Response.objects.filter(attempt=attempt, item=item).first()
    saved = saved or Response(attempt=attempt, item=item, revision=0)
    if revision > saved.revision:
        saved.answer, saved.flagged, saved.revision, saved.saved_at = keys, flagged, revision, at
        saved.save()
    return Saved(item, saved.answer, saved.flagged, saved.revision, saved.saved_at)


@transaction.atomic
def save_answers(
    *, attempt: Attempt, answers: Mapping[int, tuple[list[str], bool]], at: dt.datetime, seat: str = ""
) -> int:
    """Save a whole form of item → (keys, flagged), all or none; how many differed from what was saved."""
    attempt = _open_attempt(attempt, at, seat)
    rows = {row.item: row for row in attempt.responses.all()}
    changed = []
    for item, (answer, flagged) in answers.items():
        keys = _valid(attempt, item, answer)
        row = rows.get(item) or Response(attempt=attempt, item=item, revision=0)
        if (row.answer, row.flagged) != (keys, flagged):
            row.answer, row.flagged, row.revision, row.saved_at = keys, flagged, row.revision + 1, at
            changed.append(row)
    _write(changed)
    return len(changed)


def check_open(*, attempt: Attempt, at: dt.datetime, seat: str = "") -> None:
    """Raises AnswerRefused when this device may not answer now."""
    _refuse(attempt, at, seat)


def _write(rows: list[Response]) -> None:
    Response.objects.bulk_create([row for row in rows if not row.pk])
    Response.objects.bulk_update(
        [row for row in rows if row.pk], ["answer", "flagged", "revision", "saved_at"], batch_size=200
    )


def _open_attempt(attempt: Attempt, at: dt.datetime, seat: str) -> Attempt:
    """The attempt, locked, so that no answer lands after it was marked."""
    row = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    _refuse(row, at, seat)
    return row


def _refuse(attempt: Attempt, at: dt.datetime, seat: str) -> None:
    code = ""
    if attempt.is_over:
        code = "closed"
    elif at >= attempt.deadline_at:
        code = "deadline"
    elif seat and attempt.seat and seat != attempt.seat:
        code = "elsewhere"
    if code:
        raise AnswerRefused(code, ANSWER[code])


def _valid(attempt: Attempt, number: object, answer: object) -> list[str]:
    item = rules.item_of(attempt.paper, number) if type(number) is int else None
    try:
        if item:
            return rules.validate_answer(item, answer)
    except rules.InvalidAnswer:
        pass
    raise AnswerRefused("invalid", ANSWER["invalid"])
