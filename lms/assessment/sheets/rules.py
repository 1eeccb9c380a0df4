"""Codes of sets, whether a sheet may be entered, its score: decisions over plain values."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import Random
from typing import Any

from lms.assessment import rules
from lms.assessment.sheets.lines import Sheet

LETTERS = "AB"
CODE_LETTERS = "ABCDEFGHJKLMNPQRTUVWXY346789"  # without what is misread by hand: I O S Z 0 1 2 5
CODE_LENGTH = 6


def code_of(rng: Random) -> str:
    return "".join(rng.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def score_of(paper: rules.Paper, sheet: Sheet) -> Decimal:
    """Out of 100, by the rules of every attempt, with the points people gave for what no rule can mark."""
    points = rules.mark(paper, sheet.answers) + sum(sheet.points.values(), Decimal(0))
    return rules.grade(points, paper["total"])


def why_not_enter(*, is_hr: bool, own: bool, ends_at: dt.datetime, at: dt.datetime, live: bool, passed: bool) -> str:
    """Why a sheet may not be entered: not_hr, own, early, live or passed; "" when it may."""
    reasons: Mapping[str, bool] = {"not_hr": not is_hr, "own": own, "early": at < ends_at, "live": live,
                                   "passed": passed}
    return next((code for code, holds in reasons.items() if holds), "")


def best_of(grades: Iterable[tuple[Any, Any, Any]]) -> tuple[Decimal | None, dt.datetime | None]:
    """Of (score, passed, moment): the best grade, and when it was first passed."""
    grades = list(grades)
    best = max((score for score, _passed, _at in grades), default=None)
    return best, min((at for _score, passed, at in grades if passed), default=None)
