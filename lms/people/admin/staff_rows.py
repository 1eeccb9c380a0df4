"""A page of the staff list: post and state of the day, read for all its people at once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Collate, Replace
from django.utils.translation import gettext as _

from lms.people.models import PersonState, Posting, User
from lms.people.services.names import search_words
from lms.people.services.posting_rules import LEFT, MAIN, PAUSED, Facts, facts_of
from lms.people.services.roster.names import DOTS, cleaned

AWAY = (Posting.Kind.LOAN, Posting.Kind.SECONDMENT)
DAY = dt.timedelta(days=1)
SHORTEST_INSIDE = 3  # letters: fewer are looked for at the beginning of the pinyin only


@dataclass(frozen=True)
class Row:
    """What the list says of a person on a day."""

    name: str
    unit: str = ""
    post: str = ""
    rank: str = ""
    category: str = ""
    state: str = ""


def staff() -> QuerySet[User]:
    """Whoever holds or held a post; accounts without one are the system administrators' business."""
    return User.objects.filter(Exists(Posting.objects.filter(person=OuterRef("pk"))))


def posts_on(day: dt.date) -> Any:
    return Posting.objects.on(day).filter(person=OuterRef("pk"))


def states_on(day: dt.date) -> Any:
    return PersonState.objects.on(day).filter(person=OuterRef("pk"))


def in_order(people: QuerySet[User], order: str, day: dt.date) -> QuerySet[User]:
    """By strokes, by pinyin, or by unit: the bureau's order of units, and within one by the number."""
    back = order.startswith("-")
    keys: list[Any] = {"strokes": [F("stroke_key")], "pinyin": [_pinyin()], "staff_no": []}.get(order.lstrip("-"), [])
    if order.lstrip("-") == "unit":
        path = posts_on(day).main().order_by("-from_on").values("department__path")[:1]
        people, keys = people.annotate(unit_path=Subquery(path)), [F("unit_path")]
    keys = [*keys, F("staff_no")]
    return people.order_by(*(key.desc(nulls_last=True) if back else key.asc(nulls_last=True) for key in keys))


def _pinyin() -> Any:
    """As the letters stand: a database's own order may not see the spaces."""
    return Collate("pinyin", "C") if connection.vendor == "postgresql" else F("pinyin")


def matching(people: QuerySet[User], query: str, day: dt.date) -> QuerySet[User]:
    """Name or a part of it, pinyin with or without spaces, initials, 工号, post of the day."""
    words = search_words(cleaned(query).translate(DOTS))
    bare = words.replace(" ", "")
    found: Any = Q(full_name__icontains=bare) | Q(staff_no__icontains=bare) | Exists(
        posts_on(day).filter(post__icontains=bare))
    if bare.isascii():
        people = people.annotate(letters=Replace("pinyin", Value(" "), Value("")))
        found |= Q(letters__startswith=bare) | Q(pinyin_initials__startswith=bare)
        if len(bare) >= SHORTEST_INSIDE:
            found |= Q(letters__contains=bare)
    return people.filter(found)


def in_state(people: QuerySet[User], state: str, day: dt.date) -> QuerySet[User]:
    """The people in one of STATES on the day; an unknown state means all."""
    left, paused = Exists(states_on(day).filter(kind=LEFT)), Exists(states_on(day).filter(kind=PAUSED))
    away, here = Exists(posts_on(day).filter(kind__in=AWAY)), Exists(posts_on(day).main())
    leaving = Exists(PersonState.objects.filter(person=OuterRef("pk"), kind=LEFT, from_on__gt=day))
    conditions = {
        "duty": here & ~paused & ~away & ~left, "paused": paused & ~left, "away": away & ~left, "leaving": leaving,
        "left": left, "serving": ~left,
    }
    return people.filter(conditions[state]) if state in conditions else people


def state_of(facts: Facts, day: dt.date) -> str:
    """In words; without the reason of a pause."""
    left = facts.left()
    if left and left.from_on <= day:
        return _("left on %(day)s") % {"day": f"{left.from_on - DAY}"}
    said = [_("paused")] if any(pause.holds_on(day) for pause in facts.pauses()) else []
    away = next((post for post in facts.posts if post.kind in AWAY and post.holds_on(day)), None)
    if away:
        said.append(_("%(kind)s: %(unit)s") % {"kind": away.get_kind_display(), "unit": away.department})
    if left:
        said.append(_("leaves on %(day)s") % {"day": f"{left.from_on - DAY}"})
    if not facts.main_on(day):
        later = next((post for post in facts.posts if post.kind == MAIN and post.from_on > day), None)
        said.append(_("begins on %(day)s") % {"day": f"{later.from_on}"} if later else _("without a post"))
    return "；".join(said) or _("on duty")


def row_of(person: User, facts: Facts, day: dt.date) -> Row:
    """Who has left is shown with the last post he had."""
    mains = [post for post in facts.posts if post.kind == MAIN]
    post = facts.main_on(day) or (mains[-1] if mains else None)
    if post is None:
        return Row(person.display_name, state=state_of(facts, day))
    return Row(person.display_name, post.department.name, post.post, post.rank, str(post.get_category_display()),
               state_of(facts, day))


def with_rows(people: Iterable[User], day: dt.date) -> list[Any]:
    """The people, each with `.row` (two queries)."""
    listed: Sequence[Any] = list(people)
    facts = facts_of([person.pk for person in listed])
    for person in listed:
        person.row = row_of(person, facts[person.pk], day)
    return list(listed)
