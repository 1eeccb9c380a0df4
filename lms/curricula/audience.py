"""Who a curriculum's rules name on a day, and which of them can be given nothing. A fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from lms.curricula import mergers, rules, wording
from lms.curricula.models import AudienceRule, Curriculum
from lms.people.access import NOT_LEARNERS
from lms.people.models import PersonState, Posting, RoleGrant

PAUSED, LEFT = PersonState.Kind.PAUSED, PersonState.Kind.LEFT


@dataclass(frozen=True)
class Member:
    """Somebody a rule names. `left_out` is empty, "paused", "left", "no_posting" or "not_learner"."""

    person_id: int
    staff_no: str
    name: str
    unit_code: str
    unit_name: str
    post: str
    why: str
    joined_on: dt.date | None
    pauses: tuple[rules.Span, ...]
    left_out: str = ""


@dataclass(frozen=True)
class _States:
    now: dict[int, str]
    pauses: dict[int, tuple[rules.Span, ...]]


@dataclass(frozen=True)
class _Asked:
    """A rule of the curriculum, as values, and in words: worked out once, not once a person."""

    row: AudienceRule
    rule: rules.Rule
    why: str


def members(curriculum: Curriculum, on: dt.date) -> tuple[Member, ...]:
    """In the bureau's unit order; each person once, by the first rule that names him.

    Four queries, and a few more for each rule over a unit that has been closed since.
    """
    asked = [_Asked(row, as_rule(row), wording.why(row)) for row in _rows(curriculum)]
    if not asked:
        return ()
    along = _along(asked, on)
    states, idle = _states(curriculum, on), _accounts_that_do_not_study(on)
    posted = {row.person_id: row for row in _postings(on)}
    found = (_posted(row, _first_match(asked, row) or along.get(row.person_id), states, idle)
             for row in posted.values())
    return tuple(member for member in found if member) + tuple(_unposted(asked, posted, states))


def serving(named: Iterable[Member]) -> set[int]:
    """Keys of those who keep what they were given: paused people included."""
    return {member.person_id for member in named if member.left_out in ("", "paused")}


def _rows(curriculum: Curriculum) -> Iterable[AudienceRule]:
    return curriculum.rules.select_related("department", "person")


def _postings(on: dt.date) -> Iterable[Posting]:
    main = Posting.objects.main().on(on).select_related("person", "department")
    return main.order_by("department__path", "person__pinyin", "person__staff_no")


def _states(curriculum: Curriculum, on: dt.date) -> _States:
    """Who is paused or gone on the day, and every pause since the curriculum started."""
    since = min(curriculum.issued_on, on)
    rows = PersonState.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=since), from_on__lte=on)
    now: dict[int, str] = {}
    pauses: dict[int, list[rules.Span]] = defaultdict(list)
    for person_id, kind, from_on, to_on in rows.values_list("person_id", "kind", "from_on", "to_on"):
        if kind == PAUSED:
            pauses[person_id].append((from_on, to_on))
        if to_on is None or to_on >= on:
            now[person_id] = LEFT if LEFT in (kind, now.get(person_id)) else PAUSED
    return _States(now, {person_id: tuple(spans) for person_id, spans in pauses.items()})


def _accounts_that_do_not_study(on: dt.date) -> set[int]:
    return set(RoleGrant.objects.on(on).filter(role__in=NOT_LEARNERS).values_list("person_id", flat=True))


def _along(asked: list[_Asked], on: dt.date) -> dict[int, _Asked]:
    """Who is named because his unit was, before it was merged into the one he is in now."""
    posts = mergers.went_along([one.row for one in asked], on)
    return {post.person_id: one for one in reversed(asked) for post in posts.get(one.row.pk, ())
            if rules.matches(replace(one.rule, unit_path=post.department.path), _facts(post))}


def _first_match(asked: list[_Asked], posting: Posting) -> _Asked | None:
    return next((one for one in asked if rules.matches(one.rule, _facts(posting))), None)


def _facts(posting: Posting) -> rules.Facts:
    return rules.Facts(
        person_id=posting.person_id, unit_path=posting.department.path, category=posting.category,
        post=posting.post, rank=posting.rank,
    )


def as_rule(rule: AudienceRule) -> rules.Rule:
    return rules.Rule(
        unit_path=rule.department.path if rule.department else "", with_sub_units=rule.with_sub_units,
        category=rule.category, post=rule.post, rank=rule.rank, person_id=rule.person_id,
    )


def _posted(posting: Posting, asked: _Asked | None, states: _States, idle: set[int]) -> Member | None:
    if asked is None:
        return None
    person, unit = posting.person, posting.department
    left_out = states.now.get(person.pk, "") or ("not_learner" if person.pk in idle else "")
    return Member(
        person.pk, person.staff_no, person.display_name, unit.code, unit.name, posting.post, asked.why,
        posting.from_on, states.pauses.get(person.pk, ()), str(left_out),
    )


def _unposted(asked: list[_Asked], posted: dict[int, Any], states: _States) -> Iterator[Member]:
    """Those named in person who hold no post: listed, so that HR sees why they get nothing."""
    named = {one.row.person: one for one in asked if one.row.person and one.row.person_id not in posted}
    for person, one in named.items():
        reason = "left" if states.now.get(person.pk) == LEFT else "no_posting"
        yield Member(person.pk, person.staff_no, person.display_name, "", "", "", one.why, None, (), reason)
