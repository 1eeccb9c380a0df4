"""Which of a person's grades counts, from each moment on, and since when he has passed (decision 0047). Pure.

`best`, `last`, `first` and `average` are rules of the assessment, frozen in each paper; the newest grade's rule holds.
A chance that HR gave besides (a make-up exam, a sitting on paper) begins anew for "first" and "average".
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Mark:
    """A grade that stands: of a closed attempt as it is now, or entered by a person. `score` is out of 100.

    `chance` names what HR gave besides the recipe's attempts; `kept`: its pass was kept although the key was wrong.
    """

    score: Decimal
    passed: bool
    at: dt.datetime
    counting: str = "best"
    pass_mark: int | None = None
    chance: str = ""
    kept: bool = False


@dataclass(frozen=True)
class Counted:
    """The grade that counts from a moment on. Once passed is passed."""

    at: dt.datetime
    score: Decimal
    passed: bool


@dataclass(frozen=True)
class Standing:
    """The grade that counts now and since when the assessment is passed; None: not yet."""

    grade: Decimal | None = None
    passed_at: dt.datetime | None = None


def steps(marks: Sequence[Mark]) -> list[Counted]:
    """What counts after each of the marks, which are in order of time."""
    found: list[Counted] = []
    for end in range(1, len(marks) + 1):
        score, passes = grade_among(marks[:end])
        found.append(Counted(marks[end - 1].at, score, passes or bool(found and found[-1].passed)))
    return found


def standing_of(marks: Iterable[Mark]) -> Standing:
    """The grade that counts, and the first moment at which it passed."""
    found = steps(sorted(marks, key=lambda mark: mark.at))
    return Standing(found[-1].score, next((one.at for one in found if one.passed), None)) if found else Standing()


def grade_among(marks: Sequence[Mark]) -> tuple[Decimal, bool]:
    """Of one grade or more in order of time: the one that counts by the newest's rule, and whether it passes."""
    newest = marks[-1]
    if newest.counting == "last":
        return newest.score, newest.passed
    if newest.counting == "first":
        first = of_newest_chance(marks)[0]
        return first.score, first.passed
    if newest.counting == "average":
        return _average(of_newest_chance(marks), newest)
    return max(mark.score for mark in marks), any(mark.passed for mark in marks)


def of_newest_chance(marks: Sequence[Mark]) -> list[Mark]:
    """Those of the newest chance that HR gave; where it gave none, all."""
    chance = next((mark.chance for mark in reversed(marks) if mark.chance), "")
    return [mark for mark in marks if mark.chance == chance]


def _average(marks: Sequence[Mark], newest: Mark) -> tuple[Decimal, bool]:
    """In hundredths, rounded down, so that nobody passes by rounding."""
    score = sum((mark.score for mark in marks), Decimal(0)) / len(marks)
    score = score.quantize(CENT, rounding=ROUND_DOWN)
    reached = newest.passed if newest.pass_mark is None else score >= newest.pass_mark
    return score, reached or any(mark.kept for mark in marks)
