"""On what terms one person may sit: the recipe's window and time, what HR granted him. Decisions over plain values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from courses import recipes


@dataclass(frozen=True)
class Terms:
    """`minutes` are his own, `extra` of them granted; `latest_at`: no start after it; `rest`: between attempts;
    `chance` names the make-up exam whose terms these are; `counting`: which of his grades counts."""

    minutes: int
    attempts: int
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    latest_at: dt.datetime | None = None
    rest: dt.timedelta = dt.timedelta()
    extra: int = 0
    chance: str = ""
    counting: str = "best"

    @property
    def make_up(self) -> bool:
        return bool(self.chance)

    def deadline(self, start: dt.datetime) -> dt.datetime:
        """His minutes from the start, but no longer than the window and what was granted beyond it."""
        end = start + dt.timedelta(minutes=self.minutes)
        return min(end, self.closes_at) if self.closes_at else end


@dataclass(frozen=True)
class Again:
    """A make-up exam."""

    opens_at: dt.datetime
    closes_at: dt.datetime
    attempts: int
    key: int = 0


@dataclass(frozen=True)
class History:
    """What a person has done so far: `starts` of his attempts, when the last one closed, and whether one `waits` for
    people to mark it."""

    finished: bool
    passed: bool
    starts: tuple[dt.datetime, ...] = ()
    last_closed_at: dt.datetime | None = None
    waits: bool = False


def terms_of(recipe: Mapping, extra: int = 0) -> Terms:
    """The recipe's terms; extra minutes also reach beyond the window's end."""
    opens_at, closes_at = (_moment(recipes.setting(recipe, name)) for name in ("opens_at", "closes_at"))
    late, more = recipes.setting(recipe, "late_minutes"), dt.timedelta(minutes=extra)
    return Terms(
        minutes=recipe["minutes"] + extra, attempts=recipe["attempts"], opens_at=opens_at,
        closes_at=closes_at + more if closes_at else None,
        latest_at=opens_at + dt.timedelta(minutes=late) if opens_at and late else None,
        rest=dt.timedelta(hours=recipes.setting(recipe, "cooldown_hours")), extra=extra,
        counting=recipes.setting(recipe, "counting"),
    )


def of_make_up(terms: Terms, again: Again) -> Terms:
    """The same minutes in another window; nobody comes late to it, and nobody has to rest before it."""
    closes_at = again.closes_at + dt.timedelta(minutes=terms.extra)
    return replace(terms, attempts=again.attempts, opens_at=again.opens_at, closes_at=closes_at, latest_at=None,
                   rest=dt.timedelta(), chance=f"make-up {again.key}")


def _moment(value: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None


def why_not(recipe: Mapping | None, terms: Terms | None, history: History, at: dt.datetime) -> str:
    """Why an attempt may not begin: not_an_exam, passed, waits, unfinished, not_open, window_over, late, used_up or
    cooldown; "" when it may."""
    if not recipe or not terms or recipe["kind"] != "exam":
        return "not_an_exam"
    if history.passed:
        return "passed"
    if history.waits:
        return "waits"
    if not history.finished:
        return "unfinished"
    return _outside(terms, at) or _no_more(terms, history, at)


def _outside(terms: Terms, at: dt.datetime) -> str:
    if terms.opens_at and at < terms.opens_at:
        return "not_open"
    if terms.closes_at and at >= terms.closes_at - dt.timedelta(minutes=terms.extra):
        return "window_over"
    return "late" if terms.latest_at and at > terms.latest_at else ""


def _no_more(terms: Terms, history: History, at: dt.datetime) -> str:
    if used(terms, history) >= terms.attempts:
        return "used_up"
    return "cooldown" if history.last_closed_at and at < history.last_closed_at + terms.rest else ""


def used(terms: Terms, history: History) -> int:
    """Attempts that count: in a make-up exam those begun in its window."""
    since = terms.opens_at if terms.make_up else None
    return sum(since is None or start >= since for start in history.starts)


def settled(recipe: Mapping | None, history: History, at: dt.datetime, *, extra: int = 0,
            again: Again | None = None) -> tuple[Terms | None, str]:
    """The terms that hold now and why not: a make-up exam's once the recipe's own allow no further attempt."""
    terms = terms_of(recipe, extra) if recipe and recipe["kind"] == "exam" else None
    code = why_not(recipe, terms, history, at)
    if terms and again and code in {"window_over", "late", "used_up", "cooldown"}:
        terms = of_make_up(terms, again)
        code = why_not(recipe, terms, history, at)
    return terms, code
