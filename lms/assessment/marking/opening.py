"""An attempt that is handed in with answers for people: what is to be marked, and what was earned by it later."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from lms.assessment import kinds
from lms.assessment.marking import rules
from lms.assessment.marking.models import ItemMark, MarkingTask
from lms.assessment.sheets.models import SheetEntry

if TYPE_CHECKING:
    from lms.assessment.models import Attempt

Earned = dict[int, Decimal]  # points by item
PLACES = 1 << 62


def open_tasks(attempt: "Attempt", answers: Mapping[int, Sequence[str]], at: dt.datetime) -> int:
    """What people must mark of it, waiting from now on; how many. Nothing is left to them where nothing was answered.
    """
    items = [item for item in attempt.paper["items"] if kinds.points_earned(item, answers.get(item["item"])) is None]
    last = attempt.marking_tasks.aggregate(last=Max("round"))["last"] or 0 if items else 0
    MarkingTask.objects.bulk_create(_task(attempt, item, last + 1, at) for item in items)
    return len(items)


def _task(attempt: "Attempt", item: Mapping[str, Any], number: int, at: dt.datetime) -> MarkingTask:
    paper = attempt.paper
    two = paper.get("two_markers") or item.get("two_markers")
    return MarkingTask(
        attempt=attempt, item=item["item"], round=number, question=question_of(item),
        place=SystemRandom().randrange(PLACES), points=item["points"], markers=2 if two else 1,
        tolerance=paper.get("tolerance", rules.TOLERANCE), opened_at=at,
    )


def question_of(item: Mapping[str, Any]) -> str:
    """One name for all answers to one version of a question."""
    return f"{item.get('bank', '')}/{item['question']}/{item['version']}"[:80]


def withdraw_tasks(attempt: "Attempt") -> None:
    """The attempt is opened again: what was marked of it is kept, but counts no more."""
    attempt.marking_tasks.update(state=rules.WITHDRAWN, claimed_by=None, claimed_until=None)


def is_being_marked(attempt: "Attempt", at: dt.datetime) -> bool:
    """Somebody has marked an answer of it that waits, or has one open."""
    waiting = attempt.marking_tasks.exclude(state=rules.WITHDRAWN)
    marked = ItemMark.objects.filter(task__in=waiting, undone_at__isnull=True)
    return marked.exists() or waiting.filter(claimed_until__gt=at).exists()


def earned_by_people(attempts: Collection[int]) -> dict[int, Earned]:
    """By attempt, the points people gave: of each answer those of its newest round; of sheets, what was entered with
    them (two queries)."""
    found: dict[int, Earned] = defaultdict(dict)
    sheets = SheetEntry.objects.filter(attempt__in=attempts, replaced_at__isnull=True)
    for attempt, points in sheets.values_list("attempt_id", "points"):
        found[attempt] = {int(number): Decimal(text) for number, text in points.items()}
    rows = MarkingTask.objects.settled().filter(attempt__in=attempts).order_by("round")
    for attempt, item, earned in rows.values_list("attempt_id", "item", "earned"):
        found[attempt][item] = earned  # type: ignore[assignment]
    return found
