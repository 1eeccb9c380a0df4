"""What people's marks come to: decisions over plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

STEP = Decimal("0.5")
CENT = Decimal("0.01")
TOLERANCE = 20  # percent of the answer's points two markers may differ by, where the recipe says nothing
OPEN, DISPUTED, SETTLED, WITHDRAWN = "open", "disputed", "settled", "withdrawn"


@dataclass(frozen=True)
class Outcome:
    """Where an answer stands after some marks; `earned` once it is settled."""

    state: str
    earned: Decimal | None = None


def is_step(points: Decimal, most: int) -> bool:
    """From nothing to all of them, by half points."""
    return points.is_finite() and 0 <= points <= most and points % STEP == 0


def steps(most: int) -> list[Decimal]:
    return [STEP * n for n in range(2 * most + 1)]


def allowed_difference(most: int, tolerance: int) -> Decimal:
    """In points; a difference of just this much is still no dispute."""
    return Decimal(most) * tolerance / 100


def outcome(marks: Sequence[Decimal], *, markers: int, allowed: Decimal) -> Outcome:
    """`marks` in the order in which they were given; a third is the arbiter's, who decides.

    Two within what is allowed come to their mean, in hundredths rounded down, so that nobody passes by rounding.
    """
    if len(marks) < markers:
        return Outcome(OPEN)
    if markers == 1 or len(marks) > markers:
        return Outcome(SETTLED, marks[-1])
    if abs(marks[0] - marks[1]) > allowed:
        return Outcome(DISPUTED)
    return Outcome(SETTLED, ((marks[0] + marks[1]) / 2).quantize(CENT, rounding=ROUND_DOWN))
