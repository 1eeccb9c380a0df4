"""What the rules of a curriculum ask about people on a day, read at once for everybody."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from lms.curricula import rules
from lms.curricula.models import Curriculum, Tagged
from lms.people.access import NOT_LEARNERS
from lms.people.models import PersonState, Posting, RoleGrant

PAUSED, LEFT = PersonState.Kind.PAUSED, PersonState.Kind.LEFT
Spans = dict[int, tuple[rules.Span, ...]]


@dataclass(frozen=True)
class Known:
    """`since`: first day in the present post, only where a rule asks for months or days; `tags`: tag → since when."""

    on: dt.date
    now: dict[int, str]
    pauses: Spans
    idle: set[int]
    since: dict[int, dt.date] = field(default_factory=dict)
    tags: dict[int, dict[int, dt.date]] = field(default_factory=dict)

    def facts(self, posting: Posting) -> rules.Facts:
        person = posting.person_id
        return rules.Facts(
            person_id=person, unit_path=posting.department.path, category=posting.category, post=posting.post,
            rank=posting.rank, months=rules.whole_months(self.since[person], self.on) if person in self.since else 0,
            tags=frozenset(self.tags.get(person, ())),
        )

    def left_out(self, person: int) -> str:
        """"left", "paused", "not_learner", or nothing."""
        return str(self.now.get(person, "") or ("not_learner" if person in self.idle else ""))

    def appointed_on(self, posting: Posting) -> dt.date:
        return self.since.get(posting.person_id, posting.from_on)

    def joined_on(self, posting: Posting, rule: rules.Rule) -> dt.date:
        """Since when the rule has named him: in the unit, long enough in the post, with the tag."""
        days = [posting.from_on]
        if rule.min_months:
            days.append(rules.add_months(self.appointed_on(posting), rule.min_months))
        if rule.tag_id:
            days.append(self.tags[posting.person_id][rule.tag_id])
        return max(days)


def learn(curriculum: Curriculum, asked: Sequence[rules.Rule], on: dt.date) -> Known:
    """Two queries, and one each for the months and the tags where they are asked for."""
    months = bool(curriculum.due_days) or any(
        rule.min_months is not None or rule.max_months is not None for rule in asked
    )
    tags = {rule.tag_id for rule in asked if rule.tag_id}
    now, pauses = _states(curriculum, on)
    return Known(on, now, pauses, _accounts_that_do_not_study(on), _since(on) if months else {},
                 _tagged(tags, on) if tags else {})


def _states(curriculum: Curriculum, on: dt.date) -> tuple[dict[int, str], Spans]:
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
    return now, {person_id: tuple(spans) for person_id, spans in pauses.items()}


def _accounts_that_do_not_study(on: dt.date) -> set[int]:
    return set(RoleGrant.objects.on(on).filter(role__in=NOT_LEARNERS).values_list("person_id", flat=True))


def _since(on: dt.date) -> dict[int, dt.date]:
    """Since when each holds the post he holds on the day."""
    spans: dict[int, list[tuple[dt.date, dt.date | None, str]]] = defaultdict(list)
    rows = Posting.objects.main().filter(from_on__lte=on).order_by()
    for person_id, from_on, to_on, post in rows.values_list("person_id", "from_on", "to_on", "post"):
        spans[person_id].append((from_on, to_on, post))
    found = {person_id: rules.held_since(held, on) for person_id, held in spans.items()}
    return {person_id: since for person_id, since in found.items() if since}


def _tagged(tags: set[int], on: dt.date) -> dict[int, dict[int, dt.date]]:
    found: dict[int, dict[int, dt.date]] = defaultdict(dict)
    rows = Tagged.objects.on(on).filter(tag__in=tags)
    for person_id, tag_id, from_on in rows.values_list("person_id", "tag_id", "from_on"):
        found[person_id][tag_id] = from_on
    return found
