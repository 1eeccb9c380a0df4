"""Which grade counts when, drawn anew from attempts and marks and kept for figures and pages of any day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile

from lms.assessment.counting import Counted, Mark, Standing, standing_of, steps
from lms.assessment.models import Attempt, CountingGrade, GradeEvent
from lms.study import services as study
from lms.study.models import Enrolment

IN_PAPER = ("paper__counting", "paper__pass_mark", "paper__chance")
ROWS = 2000  # written by one statement


def restate(keys: Collection[int]) -> dict[int, Standing]:
    """Of these enrolments, which the caller has locked: what counts now, their rows made to say it (three queries,
    and as many writes as something changed)."""
    marks, kept = marks_of(keys), _kept(keys)
    wanted = {key: steps(marks[key]) for key in keys}
    stale, ended, new = [], [], []
    for key in keys:
        same = [row for row, _step in takewhile(_alike, zip(kept[key], wanted[key], strict=False))]
        stale += [row.pk for row in kept[key][len(same):]]
        rows = list(rows_of(key, wanted[key]))
        new += rows[len(same):]
        if same and same[-1].until != rows[len(same) - 1].until:
            same[-1].until = rows[len(same) - 1].until
            ended.append(same[-1])
    _write(stale, ended, new)
    return {key: standing_of(marks[key]) for key in keys}


def correct(*, enrolment: Enrolment, why: str, origin: str, at: dt.datetime) -> study.Corrected:
    """After an attempt of a locked task turned out otherwise: what counts now, and what rests on it put right."""
    now = restate([enrolment.pk])[enrolment.pk]
    return study.correct_assessment(
        enrolment=enrolment, grade=now.grade, passed_at=now.passed_at, why=why, origin=origin, at=at)


def marks_of(keys: Collection[int]) -> dict[int, list[Mark]]:
    """What stands of each enrolment, in order of time (two queries)."""
    found: dict[int, list[tuple]] = defaultdict(list)
    closed = Attempt.objects.filter(enrolment__in=keys, closed_at__isnull=False, score__isnull=False).order_by()
    for key, number, score, passed, at, kept, *paper in closed.values_list(
        "enrolment_id", "number", "score", "passed", "closed_at", "kept", *IN_PAPER
    ):
        found[key].append((at, 0, number, mark(score, passed, at, paper, kept=kept)))
    entered = GradeEvent.objects.filter(enrolment__in=keys, attempt=None).order_by()
    for key, pk, score, passed, at, rule, pass_mark in entered.values_list(
        "enrolment_id", "pk", "score", "passed", "at", "counting", "pass_mark"
    ):
        found[key].append((at, 1, pk, Mark(score, passed, at, rule or "best", pass_mark)))
    return defaultdict(list, {key: [row[-1] for row in sorted(rows, key=_in_order)] for key, rows in found.items()})


def wrong_among(keys: Collection[int]) -> list[int]:
    """Of these enrolments, those whose rows say something else than attempts and marks; for a recount."""
    marks, kept = marks_of(keys), _kept(keys)
    return [key for key in keys
            if [_said(row) for row in kept[key]] != [_said(row) for row in rows_of(key, steps(marks[key]))]]


def _said(row: CountingGrade) -> tuple:
    return row.at, row.until, row.score, row.passed


def mark(score, passed, at, paper: Sequence, *, kept: bool | None) -> Mark:
    """`paper`: what IN_PAPER names of an attempt's."""
    rule, pass_mark, chance = paper
    return Mark(score, bool(passed), at, rule or "best", pass_mark, chance or "", bool(kept))


def rows_of(key: int, wanted: Sequence[Counted]) -> Iterable[CountingGrade]:
    """The rows of one enrolment, each until the next."""
    ends = [*(step.at for step in wanted[1:]), None]
    return (CountingGrade(enrolment_id=key, at=step.at, until=end, score=step.score, passed=step.passed)
            for step, end in zip(wanted, ends, strict=False))


def _in_order(row: tuple) -> tuple:
    return row[:-1]


def _kept(keys: Collection[int]) -> dict[int, list[CountingGrade]]:
    found: dict[int, list[CountingGrade]] = defaultdict(list)
    for row in CountingGrade.objects.filter(enrolment__in=keys).order_by("at", "pk"):
        found[row.enrolment_id].append(row)
    return found


def _alike(pair: tuple[CountingGrade, Counted]) -> bool:
    row, step = pair
    return (row.at, row.score, row.passed) == (step.at, step.score, step.passed)


def _write(stale: list[int], ended: list[CountingGrade], new: list[CountingGrade]) -> None:
    """What no longer holds goes first: one grade counts now."""
    if stale:
        CountingGrade.objects.filter(pk__in=stale).delete()
    if ended:
        CountingGrade.objects.bulk_update(ended, ["until"], batch_size=ROWS)
    if new:
        CountingGrade.objects.bulk_create(new, batch_size=ROWS)
