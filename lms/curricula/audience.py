"""Who a curriculum's rules name on a day, and which of them can be given nothing. A fixed number of queries."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lms.curricula import mergers, rules, wording
from lms.curricula.known import Known, learn
from lms.curricula.models import AudienceRule, Curriculum
from lms.people.models import PersonState, Posting

LEFT = PersonState.Kind.LEFT
KEEPING = ("", "paused")


@dataclass(frozen=True)
class Member:
    """Somebody a rule names. `left_out` is empty, "paused", "left", "no_posting", "not_learner" or "excepted".

    `because`: the exception, in words. `joined_on`: since when the rule has named him, as far as his post says.
    """

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
    because: str = ""
    appointed_on: dt.date | None = None


@dataclass(frozen=True)
class Audience:
    """Whom the rules name, and who keeps what he was given: the paused too, and whom time has carried past a rule."""

    members: tuple[Member, ...]
    keeps: frozenset[int]

    @property
    def excepted(self) -> frozenset[int]:
        return frozenset(member.person_id for member in self.members if member.left_out == "excepted")


@dataclass(frozen=True)
class _Asked:
    """A rule of the curriculum, as values, and in words: worked out once, not once a person."""

    row: AudienceRule
    rule: rules.Rule
    why: str


@dataclass(frozen=True)
class _Asking:
    """The rules that name and those that except; who fits one because his unit did, before it was merged away."""

    naming: list[_Asked]
    excepting: list[_Asked]
    along: dict[int, _Asked]
    excepted_along: dict[int, _Asked]


def members(curriculum: Curriculum, on: dt.date) -> tuple[Member, ...]:
    """In the bureau's unit order; each person once, by the first rule that names him."""
    return audience(curriculum, on).members


def audience(curriculum: Curriculum, on: dt.date) -> Audience:
    """Four queries; one more each where a rule asks for tags or months, and a few for each rule over a unit that has
    been closed since.
    """
    asked = [_Asked(row, as_rule(row), wording.why(row)) for row in _rows(curriculum)]
    if not any(not one.row.exclude for one in asked):
        return Audience((), frozenset())
    known = learn(curriculum, [one.rule for one in asked], on)
    asking = _asking(asked, known, on)
    posted = {row.person_id: row for row in _postings(on)}
    found = [member for row in posted.values() if (member := _posted(row, asking, known))]
    found += _unposted(asking, posted, known)
    keeps = {member.person_id for member in found if member.left_out in KEEPING}
    return Audience(tuple(found), frozenset(keeps | _outgrown(asking, posted.values(), known, keeps)))


def _rows(curriculum: Curriculum) -> Iterable[AudienceRule]:
    return curriculum.rules.select_related("department", "person", "tag")


def _postings(on: dt.date) -> Iterable[Posting]:
    main = Posting.objects.main().on(on).select_related("person", "department")
    return main.order_by("department__path", "person__pinyin", "person__staff_no")


def as_rule(rule: AudienceRule) -> rules.Rule:
    return rules.Rule(
        unit_path=rule.department.path if rule.department else "", with_sub_units=rule.with_sub_units,
        category=rule.category, post=rule.post, rank=rule.rank, person_id=rule.person_id, tag_id=rule.tag_id,
        min_months=rule.min_months, max_months=rule.max_months,
    )


def _asking(asked: list[_Asked], known: Known, on: dt.date) -> _Asking:
    naming = [one for one in asked if not one.row.exclude]
    excepting = [one for one in asked if one.row.exclude]
    return _Asking(naming, excepting, _along(naming, known, on), _along(excepting, known, on))


def _along(asked: list[_Asked], known: Known, on: dt.date) -> dict[int, _Asked]:
    """Who fits a rule because his unit did, before it was merged into the one he is in now."""
    posts = mergers.went_along([one.row for one in asked], on)
    return {post.person_id: one for one in reversed(asked) for post in posts.get(one.row.pk, ())
            if rules.matches(replace(one.rule, unit_path=post.department.path), known.facts(post))}


def _first_match(asked: list[_Asked], facts: rules.Facts, along: dict[int, _Asked]) -> _Asked | None:
    return next((one for one in asked if rules.matches(one.rule, facts)), None) or along.get(facts.person_id)


def _posted(posting: Posting, asking: _Asking, known: Known) -> Member | None:
    facts = known.facts(posting)
    asked = _first_match(asking.naming, facts, asking.along)
    if asked is None:
        return None
    exception = _first_match(asking.excepting, facts, asking.excepted_along)
    person, unit = posting.person, posting.department
    return Member(
        person.pk, person.staff_no, person.display_name, unit.code, unit.name, posting.post, asked.why,
        known.joined_on(posting, asked.rule), known.pauses.get(person.pk, ()),
        "excepted" if exception else known.left_out(person.pk), exception.why if exception else "",
        known.appointed_on(posting),
    )


def _outgrown(asking: _Asking, posted: Iterable[Posting], known: Known, keeps: set[int]) -> set[int]:
    """Who fitted a rule but for the months that have passed since."""
    dated = [one.rule for one in asking.naming if one.rule.max_months is not None]
    return {
        row.person_id for row in posted if dated and row.person_id not in keeps
        for facts in [known.facts(row)]
        if any(rules.still_matches(rule, facts) for rule in dated)
        and not _first_match(asking.excepting, facts, asking.excepted_along)
        and known.left_out(row.person_id) in KEEPING
    }


def _unposted(asking: _Asking, posted: dict[int, Posting], known: Known) -> Iterator[Member]:
    """Those named in person who hold no post: listed, so that HR sees why they get nothing."""
    named = {one.row.person: one for one in asking.naming if one.row.person and one.row.person_id not in posted}
    for person, one in named.items():
        reason = "left" if known.now.get(person.pk) == LEFT else "no_posting"
        yield Member(person.pk, person.staff_no, person.display_name, "", "", "", one.why, None, (), reason)
