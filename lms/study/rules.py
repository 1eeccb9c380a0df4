"""What a beat earns, and when a lesson is passed. Pure: seconds in, seconds out."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

SPEED = 2.0  # the highest playback speed: a second of the clock covers two of the lesson at most
MOST_INTERVALS = 200
MOST_SECONDS = 10**9  # no lesson is longer, and no column overflows
SLACK = 0.05  # seconds forgiven at a lesson's end for rounding in browsers
TOLERANCE = 2.0  # seconds over the budget that are cut in silence: clocks and networks jitter
TOLERANCE_ELSEWHERE = 60.0  # the same, for a page that has not heard yet that another one went on
IN_USE = dt.timedelta(seconds=60)  # a page in use beats every 15 seconds

Interval = tuple[float, float]


class BeatRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """A beat that cannot be true. Its text is for the learner."""


@dataclass(frozen=True)
class Completes:
    """How a kind of lesson is finished: by seconds covered, credited at `speed` times the clock at most; or, without
    a speed, by an act its own room vouches for through `services.pass_lesson`, never by a beat."""

    speed: float = 0.0

    @property
    def by_beats(self) -> bool:
        return self.speed > 0


# The rule of every kind of lesson (`VersionLesson.Rule`). A kind without a row here cannot be finished.
COMPLETES = {
    "read": Completes(speed=1.0),  # the least reading time of a text is time of the clock
    "watch": Completes(speed=SPEED),  # a film may be played faster
    "pages": Completes(speed=1.0),  # the least time of every page of a document is time of the clock
    "attend": Completes(),  # HR enters the attendance
    "tasks": Completes(),  # a form sent, a checklist confirmed, a work marked as passed
}


@dataclass(frozen=True)
class Credit:
    """Intervals after a beat; seconds credited by it; seconds claimed above the budget, and which they were."""

    intervals: tuple[Interval, ...]
    credited: float
    refused: float
    cut: tuple[Interval, ...] = ()


def merge(intervals: Iterable[Sequence[float]]) -> tuple[Interval, ...]:
    """Sorted, without overlap or touching ends."""
    merged: list[Interval] = []
    for start, end in sorted((float(a), float(b)) for a, b in intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def length(intervals: Iterable[Sequence[float]]) -> float:
    """Seconds covered by merged intervals."""
    return sum(end - start for start, end in intervals)


def checked(claimed: object, span: float) -> tuple[Interval, ...]:
    """The claim, merged. Raises BeatRefused when it is not a list of intervals inside the lesson."""
    if not isinstance(claimed, list | tuple) or len(claimed) > MOST_INTERVALS:
        raise BeatRefused(_("This progress cannot be read. Reload the page and go on."))
    pairs = [_pair(item, span) for item in claimed]
    return merge(pair for pair in pairs if pair[1] > pair[0])


def _pair(item: object, span: float) -> Interval:
    if not isinstance(item, list | tuple) or len(item) != 2 or not all(map(is_seconds, item)):
        raise BeatRefused(_("This progress cannot be read. Reload the page and go on."))
    start, end = (round(float(value), 2) for value in item)
    if start > end or end > span:
        raise BeatRefused(_("This progress lies outside the lesson. Reload the page and go on."))
    return start, end


def is_seconds(value: object) -> bool:
    """A finite number of seconds, not negative."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST_SECONDS


def is_count(value: object) -> bool:
    """A whole number above nothing that a column can hold."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_SECONDS


def credit(seen: Iterable[Sequence[float]], claimed: object, budget: float, span: float) -> Credit:
    """Add what is new in `claimed` to `seen`, from its beginning, for `budget` seconds at most.

    Never shrinks; the same claim again adds nothing. Raises BeatRefused (see `checked`).
    """
    before = merge(seen)
    new = _without(checked(claimed, span), before)
    kept = _cut(new, math.floor(max(budget, 0.0) * 100) / 100)
    credited, cut = length(kept), tuple(_without(new, merge(kept)))
    return Credit(merge([*before, *kept]), credited, max(length(new) - credited, 0.0), cut)


def _without(claimed: Iterable[Interval], seen: Sequence[Interval]) -> list[Interval]:
    """The parts of `claimed` that `seen` does not cover."""
    parts: list[Interval] = []
    for start, end in claimed:
        for a, b in seen:
            if b <= start or a >= end:
                continue
            if a > start:
                parts.append((start, a))
            start = b  # noqa: PLW2901 - what lies before b is dealt with
        if start < end:
            parts.append((start, end))
    return parts


def _cut(intervals: Iterable[Interval], budget: float) -> list[Interval]:
    kept = []
    for start, end in intervals:
        if budget <= 0:
            break
        end = min(end, start + budget)  # noqa: PLW2901
        budget -= end - start
        kept.append((start, end))
    return kept


def completes(rule: str) -> Completes:
    """The row of a kind of lesson; an unknown one is finished by nothing."""
    return COMPLETES.get(rule, Completes())


def is_in_use(last_beat: dt.datetime, left: bool, at: dt.datetime) -> bool:
    """Is a live visit's page still before its learner, so that a second page must ask before it goes on?"""
    return not left and at - last_beat < IN_USE


def budget(elapsed: float, spent: float, speed: float = SPEED) -> float:
    """Seconds a visit may still earn, `elapsed` seconds after it began to count."""
    return max(elapsed, 0.0) * speed - spent


def needed(span: float, share_required: float) -> float:
    """Seconds to be covered before the lesson is passed."""
    return span * share_required / 100


def is_covered(covered: float, span: float, share_required: float) -> bool:
    return span > 0 and covered + SLACK >= needed(span, share_required)
