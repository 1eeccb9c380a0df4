"""What the page of heads and portfolios shows, in the bureau's order."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lms.people.models import SINCE_EVER, Act, Department, HeadOf, Portfolio, Posting, User
from lms.people.selectors import Gaps
from lms.people.services.heads import KINDS

LATEST = 10


@dataclass(frozen=True)
class HeadRow:
    """A unit with who answers for it today, and since when nobody does."""

    code: str
    name: str
    depth: int
    head: HeadOf | None
    planned: tuple[HeadOf, ...]
    leaders: tuple[str, ...]
    needs_head: bool  # nobody answers for it today
    needs_leader: bool
    without_head_since: dt.date | None  # None: nobody was ever named
    without_leader_since: dt.date | None


@dataclass(frozen=True)
class LeaderRow:
    """A leader with the units of his portfolio today, and what is planned."""

    person: User
    post: str
    units: tuple[Department, ...]
    planned: tuple[Portfolio, ...]


@dataclass(frozen=True)
class ActRow:
    """A late appointment or change of portfolio, as it can be undone."""

    act: Act
    target: str
    undone: bool


def head_rows(on: dt.date, gaps: Gaps) -> tuple[HeadRow, ...]:
    """Every unit of the day (three queries). A leader of the unit above is in charge of the units below too."""
    units = list(Department.objects.open_on(on))
    heads = list(HeadOf.objects.select_related("person").order_by("from_on"))
    portfolios = list(Portfolio.objects.select_related("person", "department").order_by("person__staff_no", "pk"))
    headless, unled = ({row.pk for row in rows} for rows in (gaps.without_head, gaps.without_leader))
    return tuple(
        _head_row(unit, heads, portfolios, on, headless=unit.pk in headless, unled=unit.pk in unled) for unit in units
    )


def _head_row(
    unit: Department, heads: list[HeadOf], portfolios: list[Portfolio], on: dt.date, *, headless: bool, unled: bool
) -> HeadRow:
    own = [fact for fact in heads if fact.department_id == unit.pk]
    over = [fact for fact in portfolios if unit.path.startswith(fact.department.path)]
    leaders = tuple(dict.fromkeys(fact.person.display_name for fact in over if fact.holds_on(on)))
    return HeadRow(
        unit.code, unit.name, unit.depth, next((fact for fact in own if fact.holds_on(on)), None),
        tuple(fact for fact in own if fact.from_on > on), leaders, headless, unled,
        _gap_since(unit, own, on), _gap_since(unit, over, on),
    )


def _gap_since(unit: Department, facts: list[Any], on: dt.date) -> dt.date | None:
    """The day after the last one who was there; the unit's first day when there was nobody yet."""
    ended = [fact.to_on for fact in facts if fact.to_on and fact.to_on < on]
    if ended:
        return max(ended) + dt.timedelta(days=1)
    return None if unit.opened_on == SINCE_EVER else unit.opened_on


def leader_rows(on: dt.date) -> tuple[LeaderRow, ...]:
    """Those who hold a post among the bureau's leaders, and whoever has a portfolio (two queries)."""
    posts = Posting.objects.main().on(on).select_related("person").order_by("person__staff_no")
    facts = list(Portfolio.objects.select_related("person", "department").order_by("department__path"))
    people: dict[int, tuple[User, str]] = {
        post.person_id: (post.person, post.post) for post in posts.filter(department__kind=Department.Kind.LEADERS)
    }
    for fact in facts:
        if fact.to_on is None or fact.to_on >= on:
            people.setdefault(fact.person_id, (fact.person, ""))
    return tuple(LeaderRow(
        person, post,
        tuple(fact.department for fact in facts if fact.person_id == pk and fact.holds_on(on)),
        tuple(fact for fact in facts if fact.person_id == pk and fact.from_on > on),
    ) for pk, (person, post) in people.items())


def latest_acts() -> tuple[ActRow, ...]:
    """The last ten appointments and portfolios, newest first; units and people by name (three queries)."""
    acts = list(Act.objects.filter(kind__in=KINDS).select_related("by")[:LATEST])
    units = dict(Department.objects.filter(code__in=[act.target for act in acts]).values_list("code", "name"))
    numbers = {act.target for act in acts} | {act.detail.get("person", "") for act in acts}
    people = {one.staff_no: one.display_name for one in User.objects.filter(staff_no__in=numbers)}
    return tuple(ActRow(act, _target(act, units, people), act.undone_at is not None) for act in acts)


def _target(act: Act, units: dict[str, str], people: dict[str, str]) -> str:
    if act.kind == "assign_portfolio":
        return people.get(act.target, act.target)
    person = act.detail.get("person", "")
    return f"{units.get(act.target, act.target)} · {people.get(person, person)}"
