"""Who a curriculum is for, when a task is due, and what is planned by a day. Values in, values out."""

import datetime as dt
from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

ONE_DAY = dt.timedelta(days=1)
JOINER_DAYS = 30  # design 1, scenario 1
FLAP_DAYS = 7
BEHIND_POINTS = 5  # design 1, definitions: 滞后
EXACTLY = ("=", "＝")

Span = tuple[dt.date, dt.date | None]

NOT_STARTED, IN_PROGRESS, DONE, OVERDUE, PAUSED = "not_started", "in_progress", "done", "overdue", "paused"
ON_TIME, JOINED, RESUMED, LATE, OWN_DAYS = "", "joined", "resumed", "late", "own_days"


@dataclass(frozen=True)
class Facts:
    """What a rule may ask about a person on a day. `unit_path` is the tree path of the main post's unit."""

    person_id: int
    unit_path: str = ""
    category: str = ""
    post: str = ""
    rank: str = ""
    months: int = 0  # whole months in the post
    tags: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Rule:
    """适用人群: every part that is set must hold; what is empty does not restrict."""

    unit_path: str = ""
    with_sub_units: bool = True
    category: str = ""
    post: str = ""
    rank: str = ""
    person_id: int | None = None
    tag_id: int | None = None
    min_months: int | None = None
    max_months: int | None = None

    @property
    def names_someone(self) -> bool:
        return bool(
            self.unit_path or self.category or self.post or self.rank or self.person_id or self.tag_id
        )


@dataclass(frozen=True)
class Due:
    """A due date and why it is not the curriculum's: `mark` is ON_TIME, JOINED, RESUMED, LATE or OWN_DAYS."""

    on: dt.date
    mark: str = ON_TIME


def matches(rule: Rule, facts: Facts) -> bool:
    """A rule with nothing set is for nobody: an emptied form must not reach the whole bureau."""
    return rule.names_someone and all((
        rule.person_id in (None, facts.person_id),
        _in_unit(rule, facts.unit_path),
        rule.category in ("", facts.category),
        _said(rule.post, facts.post),
        _said(rule.rank, facts.rank),
        rule.tag_id is None or rule.tag_id in facts.tags,
        (rule.min_months or 0) <= facts.months,
        rule.max_months is None or facts.months <= rule.max_months,
    ))


def still_matches(rule: Rule, facts: Facts) -> bool:
    """Whether who was given a task by the rule keeps it: nobody loses one because time passes in his post."""
    return matches(replace(rule, max_months=None), facts)


def whole_months(since: dt.date, on: dt.date) -> int:
    """From 31 January one month is over on the last day of February; never less than none."""
    months = (on.year - since.year) * 12 + on.month - since.month
    return max(months if add_months(since, months) <= on else months - 1, 0)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def held_since(spans: Iterable[tuple[dt.date, dt.date | None, str]], on: dt.date) -> dt.date | None:
    """The first day of the unbroken run of one post that holds on the day; units may have changed meanwhile.

    `spans`: (from, last day, post) of somebody's main postings. None for who holds no post that day.
    """
    since: dt.date | None = None
    held = ""
    for from_on, to_on, post in sorted(spans, key=lambda span: span[0], reverse=True):
        if since is None:
            if from_on <= on and (to_on is None or to_on >= on):
                since, held = from_on, post
        elif post == held and to_on is not None and to_on >= since - ONE_DAY:
            since = from_on
        else:
            break
    return since


def _in_unit(rule: Rule, path: str) -> bool:
    return path.startswith(rule.unit_path) if rule.with_sub_units or not rule.unit_path else path == rule.unit_path


def _said(wanted: str, held: str) -> bool:
    """科长 is found in 副科长; =科长 is that post only."""
    return held == wanted[1:].strip() if wanted.startswith(EXACTLY) else wanted in held


def planned_percent(
    day: dt.date, issued_on: dt.date, due_on: dt.date, milestones: Iterable[tuple[dt.date, int]]
) -> Decimal:
    """时序进度, 0 to 100: linear from 0 on `issued_on` through the milestones; the last value stays.

    All is planned to be done by `due_on`, unless a milestone on that day or later says otherwise.
    """
    points = {issued_on: 0, **dict(milestones)}
    if max(points) < due_on or points == {due_on: 0}:
        points[due_on] = 100
    return _interpolate(day, sorted(points.items()), issued_on)


def _interpolate(day: dt.date, points: Sequence[tuple[dt.date, int]], issued_on: dt.date) -> Decimal:
    if day < issued_on:
        return Decimal(0)
    before, low = max(point for point in points if point[0] <= day)
    after, high = next((point for point in points if point[0] > day), (before, low))
    if after == before:
        return Decimal(low)
    return (low + Decimal(high - low) * (day - before).days / (after - before).days).quantize(Decimal("0.1"))


def is_behind(actual: Decimal | float, planned: Decimal | float) -> bool:
    """滞后: more than five points below the plan; exactly five is not."""
    return Decimal(str(planned)) - Decimal(str(actual)) > BEHIND_POINTS


def effective_due(due_on: dt.date, issued_on: dt.date, pauses: Iterable[Span], on: dt.date) -> dt.date:
    """Each paused day inside the task's life moves the due date one day; an open pause counts until `on`."""
    due, counted_to = due_on, issued_on - ONE_DAY
    for from_on, to_on in sorted(pauses, key=lambda pause: pause[0]):
        first, last = max(from_on, counted_to + ONE_DAY), to_on or on
        if first <= last and first <= due:
            due += last - first + ONE_DAY
            counted_to = last
    return due


def due_again(due_on: dt.date, closed_on: dt.date, on: dt.date) -> dt.date:
    """The due date of a task that is owed again on `on`, after it was closed on `closed_on`.

    As for who takes up the post that day (design 1, scenario 1): 30 days at least. After a few days only, nothing
    changes, so that a rule that flaps gives nobody time, unless the due date passed just then.
    """
    briefly = (on - closed_on).days <= FLAP_DAYS
    if briefly and not closed_on <= due_on < on:
        return due_on
    return max(due_on, on + dt.timedelta(days=JOINER_DAYS))


@dataclass(frozen=True)
class Term:
    """When a curriculum is due: on a day, or each person's `days` after the start or his appointment."""

    issued_on: dt.date
    due_on: dt.date
    days: int | None = None


def due_for(
    term: Term, *, joined_on: dt.date | None, pauses: Iterable[Span], on: dt.date, appointed_on: dt.date | None = None
) -> Due:
    """The due date of somebody given the curriculum on `on` (design 1, scenarios 1 and 19).

    Later than the curriculum's for who was paused since its start, or took up the post after it (+30 days);
    and nobody is given a task that is overdue at birth.
    """
    over: list[Span] = [(first, last) for first, last in pauses if last and last < on]
    due = _own_days(term, term.days, appointed_on, over, on) if term.days else _by_the_day(term, joined_on, over, on)
    return due if due.on >= on else Due(on + dt.timedelta(days=JOINER_DAYS), LATE)


def _by_the_day(term: Term, joined_on: dt.date | None, over: list[Span], on: dt.date) -> Due:
    due = Due(term.due_on)
    if (moved := effective_due(term.due_on, term.issued_on, over, on)) > due.on:
        due = Due(moved, RESUMED)
    if joined_on and joined_on > term.issued_on:
        due = Due(max(due.on, joined_on + dt.timedelta(days=JOINER_DAYS)), JOINED)
    return due


def _own_days(term: Term, days: int, appointed_on: dt.date | None, over: list[Span], on: dt.date) -> Due:
    first = max(term.issued_on, appointed_on or term.issued_on)
    return Due(effective_due(first + dt.timedelta(days=days), first, over, on), OWN_DAYS)


def task_state(*, done: bool, started: bool, paused: bool, due_on: dt.date, on: dt.date) -> str:
    """What a person sees of a task on a day; due on a day means until its end."""
    if done:
        return DONE
    if paused:
        return PAUSED
    if on > due_on:
        return OVERDUE
    return IN_PROGRESS if started else NOT_STARTED


def comes_first(
    course: int, items: Iterable[tuple[int, bool]], *, owed: Collection[int], done: Collection[int]
) -> int | None:
    """The first required course before `course` that is owed and not completed; `items`: (course, required) in order.

    One that is not owed (an exemption, a closed task) is in nobody's way.
    """
    for other, required in items:
        if other == course:
            return None
        if required and other in owed and other not in done:
            return other
    return None


@dataclass(frozen=True)
class Standing:
    """What somebody has done of a curriculum, and what it takes."""

    required: int
    required_done: int
    electives: int
    electives_done: int
    hours: Decimal
    hours_done: Decimal

    @property
    def fulfilled(self) -> bool:
        return (self.required_done >= self.required and self.electives_done >= self.electives
                and self.hours_done >= self.hours)


def standing(
    items: Iterable[tuple[int, bool]], hours_of: Mapping[int, Decimal], *, owed: Collection[int], electives: int,
    hours: Decimal,
) -> Standing:
    """`hours_of`: completed course → its credit hours. A required course that is no longer owed is not asked for."""
    rows = list(items)
    needed = [course for course, required in rows if required and (course in owed or course in hours_of)]
    chosen = [course for course, required in rows if not required and course in hours_of]
    done = [course for course in needed if course in hours_of]
    return Standing(len(needed), len(done), electives, len(chosen), hours,
                    sum((hours_of[course] for course in (*done, *chosen)), Decimal(0)))


GROWING, LEVEL = "growing", "level"


def planned_number(number: Decimal, percent: Decimal, kind: str) -> Decimal:
    """What a goal should have reached when `percent` is planned: a rate grows to it, a level holds from the start."""
    return number if kind == LEVEL else (number * percent / 100).quantize(Decimal("0.1"))
