"""When a question comes again, and which topics of a unit may be shown: decisions over plain values."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

# Leitner's boxes (S. Leitner, So lernt man lernen, 1972): days until a question in box 1, 2, … is due again.
INTERVALS = (1, 2, 4, 8, 16)
LAST_BOX = len(INTERVALS)
LEAST_PEOPLE = 5  # so many must have answered before anything is said of a topic


class Standing(NamedTuple):
    """Where a question stands in somebody's book; `due_on` is None once it is learnt."""

    box: int
    due_on: dt.date | None


def next_standing(standing: Standing | None, *, right: bool, today: dt.date) -> Standing | None:
    """After an answer. None is a question that is not in the book: only a wrong answer puts it there.

    Wrong goes back to the first box. Right goes one box on if it was due, and is learnt after the last; answered
    before its day it stays where it is, so that nobody learns a question five times in one evening.
    """
    if not right:
        return Standing(1, today + dt.timedelta(days=INTERVALS[0]))
    if standing is None or standing.due_on is None or standing.due_on > today:
        return standing
    if standing.box >= LAST_BOX:
        return Standing(LAST_BOX, None)
    return Standing(standing.box + 1, today + dt.timedelta(days=INTERVALS[standing.box]))


def percent_right(right: int, answers: int) -> int | None:
    """Rounded down; None where nobody answered."""
    return right * 100 // answers if answers else None


def may_be_shown(unit: str, people: Mapping[str, int]) -> bool:
    """Whether a topic is shown for a unit, so that nobody's answers can be worked out.

    `people`: by tree path, how many answered in that unit and below; paths of one parent begin with its own. At least
    five must have answered, and so must those who are left when the shown units below are taken away: else the
    difference of two pages would speak of one to four people.
    """
    if people.get(unit, 0) < LEAST_PEOPLE:
        return False
    left = people[unit] - sum(people[path] for path in _shown_below(unit, people))
    return left == 0 or left >= LEAST_PEOPLE


def _shown_below(unit: str, people: Mapping[str, int]) -> Iterable[str]:
    """The highest units below that are shown themselves."""
    found: list[str] = []
    for path in sorted(path for path in people if path != unit and path.startswith(unit)):
        if not any(path.startswith(above) for above in found) and may_be_shown(path, people):
            found.append(path)
    return found
