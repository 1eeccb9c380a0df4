"""An assessment as data: what a version and each attempt's paper keep of it."""

from decimal import Decimal
from typing import Any

from django.db.models import Count

from courses import rules
from courses.models import Assessment, Question

HOURS_STEP = Decimal("0.01")


def draw_of(assessment: Assessment) -> dict[str, int]:
    return {kind: getattr(assessment, f"{kind}_count") for kind in rules.KINDS}


def points_of(assessment: Assessment) -> dict[str, int]:
    return {kind: getattr(assessment, f"{kind}_points") for kind in rules.KINDS}


def total_of(assessment: Assessment) -> int:
    """The points of one full paper."""
    return rules.total_points(draw_of(assessment), points_of(assessment))


def recipe_of(assessment: Assessment | None) -> dict[str, Any] | None:
    """The recipe to be frozen; None when the course asks for no assessment."""
    if assessment is None:
        return None
    return {
        "title": assessment.title, "kind": assessment.kind, "bank": assessment.bank.code if assessment.bank else None,
        "draw": draw_of(assessment), "points": points_of(assessment), "pass_mark": assessment.pass_mark,
        "minutes": assessment.minutes, "attempts": assessment.attempts, "shuffle": assessment.shuffle,
        "answers_shown": assessment.answers_shown, "pledge": assessment.pledge,
    }


def available_in(bank_id: int) -> dict[str, int]:
    """By kind, how many current questions a bank holds."""
    rows = Question.objects.current().filter(bank_id=bank_id).order_by().values_list("kind")
    return dict(rows.annotate(number=Count("pk")))
