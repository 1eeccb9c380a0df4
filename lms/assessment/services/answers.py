"""Every answer is saved as it is given; the newest revision stands."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from lms.assessment import rules
from lms.assessment.models import Attempt, Response
from lms.assessment.services.refusals import ANSWER, AnswerRefused
from lms.common.prepared import Prepared

HIGHEST = 2_000_000_000  # what the column holds
# The one write of a saved answer: new, or in the place of a lower revision; otherwise nothing.
UPSERT = """INSERT INTO assessment_response (attempt_id, item, answer, flagged, revision, saved_at)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (attempt_id, item) DO UPDATE SET answer = excluded.answer,
flagged = excluded.flagged, revision = excluded.revision, saved_at = excluded.saved_at
WHERE assessment_response.revision < excluded.revision"""
FIELDS = [field for field in Response._meta.concrete_fields if not field.primary_key]  # as the statement has them
_OPEN = Prepared(
    lambda pk: Attempt.objects.select_for_update(of=("self",)).filter(pk=pk).only(
        "paper", "seat", "deadline_at", "closed_at", "handed_in_at"),
    int,
)


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
    if _written(attempt.pk, item, keys, flagged, revision, at):
        return Saved(item, keys, flagged, revision, at)
    stands = Response.objects.get(attempt=attempt, item=item)
    return Saved(item, stands.answer, stands.flagged, stands.revision, stands.saved_at)


def _written(*values: object) -> bool:
    """Whether this answer now stands; `values` in the order of FIELDS."""
    pairs = zip(FIELDS, values, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [field.get_db_prep_save(value, connection) for field, value in pairs])
        return cursor.rowcount == 1


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
    row: Attempt = _OPEN(attempt.pk)[0]
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
