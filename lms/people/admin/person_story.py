"""A person's story for HR: every dated fact in one time line, gaps and future marked, and the acts behind it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.models import Act, ActChange, HeadOf, PersonState, Portfolio, Posting, RoleGrant, User
from lms.people.services.posting_rules import MAIN, PAUSED, Facts
from lms.people.services.staff import UNDOABLE

DAY = dt.timedelta(days=1)
ACT_WORDS = {
    "transfer": gettext_lazy("Transfer"), "add_posting": gettext_lazy("Further post"),
    "end_posting": gettext_lazy("End of a post"), "pause": gettext_lazy("Pause"),
    "end_pause": gettext_lazy("End of a pause"), "end_service": gettext_lazy("End of service"),
    "join": gettext_lazy("New person"), "correct_person": gettext_lazy("Correction"),
    "correct_keys": gettext_lazy("Order of the name"), "people.import_roster": gettext_lazy("Roster import"),
    "appoint_head": gettext_lazy("Appointed head"), "end_head": gettext_lazy("End of a headship"),
    "assign_portfolio": gettext_lazy("Portfolio"),
}
NAMED = {"full_name": gettext_lazy("name"), "name_tag": gettext_lazy("same-name mark"),
         "gender": gettext_lazy("gender"), "email": gettext_lazy("e-mail"), "pinyin": gettext_lazy("pinyin")}


@dataclass(frozen=True)
class Item:
    """A line of the story. `when`: "past", "now", "future" or "gap". `end`: the act that ends it, with its key."""

    from_on: dt.date
    to_on: dt.date | None
    label: str
    text: str
    when: str
    note: str = ""
    end: str = ""
    pk: int = 0


@dataclass(frozen=True)
class Done:
    """An act on the person, and what it changed of his name."""

    act: Act
    word: str
    changes: tuple[tuple[str, str, str], ...]
    many: bool
    may_undo: bool


def story_of(person: User, facts: Facts, today: dt.date) -> list[Item]:
    """Newest first (three queries besides the facts)."""
    items = [*_posts(facts, today), *_states(facts, today), *_parts(person, today), *_gaps(facts)]
    return sorted(items, key=lambda item: (item.from_on, item.when != "gap"), reverse=True)


def _when(fact: Any, today: dt.date) -> str:
    if fact.from_on > today:
        return "future"
    return "now" if fact.holds_on(today) else "past"


def _posts(facts: Facts, today: dt.date) -> Iterator[Item]:
    for post in facts.posts:
        text = "，".join(part for part in (post.department.name, post.post, post.rank) if part)
        lasts = post.kind != MAIN and (post.to_on is None or post.to_on >= today)
        yield Item(post.from_on, post.to_on, str(post.get_kind_display()), text, _when(post, today),
                   str(post.get_category_display()) if post.category else "", "end-post" if lasts else "", post.pk)


def _states(facts: Facts, today: dt.date) -> Iterator[Item]:
    for state in facts.states:
        paused = state.kind == PAUSED
        lasts = paused and (state.to_on is None or state.to_on >= today)
        note = _("The reason is for HR only.") if paused and state.reason else ""
        yield Item(state.from_on, state.to_on, str(state.get_kind_display()), state.reason or "—",
                   _when(state, today), note, "end-pause" if lasts else "", state.pk)


def _parts(person: User, today: dt.date) -> Iterator[Item]:
    for head in HeadOf.objects.filter(person=person).select_related("department"):
        label = _("deputy in charge") if head.acting else _("head of unit")
        yield Item(head.from_on, head.to_on, label, head.department.name, _when(head, today))
    for unit in Portfolio.objects.filter(person=person).select_related("department"):
        yield Item(unit.from_on, unit.to_on, _("in charge of"), unit.department.name, _when(unit, today))
    for grant in RoleGrant.objects.filter(person=person).select_related("department"):
        text = str(grant.get_role_display()) + (f"（{grant.department}）" if grant.department else "")
        yield Item(grant.from_on, grant.to_on, _("role"), text, _when(grant, today))


def _gaps(facts: Facts) -> Iterator[Item]:
    """The days between two main posts on which the person had none."""
    mains = [post for post in facts.posts if post.kind == MAIN]
    for one, other in pairwise(mains):
        if one.to_on and one.to_on + DAY < other.from_on:
            yield Item(one.to_on + DAY, other.from_on - DAY, _("gap"), _("no main post in these days"), "gap")


def acts_of(person: User, facts: Facts) -> list[Done]:
    """Every act that made or altered one of his facts, newest first; the newest one may be undone (4 queries)."""
    mine = _changes_of(person, facts)
    keys = set(mine.values_list("act_id", flat=True))
    acts = list(Act.objects.filter(Q(pk__in=keys) | Q(target=person.staff_no)).select_related("by", "undone_by"))
    changed: dict[int, list[ActChange]] = {}
    for change in mine.filter(model="people.user", before__isnull=False):
        changed.setdefault(change.act_id, []).append(change)
    latest = next((act.pk for act in acts if act.undone_at is None), None)
    return [
        Done(act, str(ACT_WORDS.get(act.kind, act.kind)), tuple(_named(changed.get(act.pk, []))),
             act.target != person.staff_no, act.pk == latest and act.kind in UNDOABLE)
        for act in acts
    ]


def _changes_of(person: User, facts: Facts) -> Any:
    mine = Q(model="people.user", object_id=person.pk)
    mine |= Q(model="people.posting", object_id__in=[post.pk for post in facts.posts])
    mine |= Q(model="people.personstate", object_id__in=[state.pk for state in facts.states])
    for model in (HeadOf, Portfolio):
        mine |= Q(model=model._meta.label_lower, object_id__in=model.objects.filter(person=person).values("pk"))
    return ActChange.objects.filter(mine)


def _named(changes: list[ActChange]) -> Iterator[tuple[str, str, str]]:
    """(what, before, after) of name and mark: the old name stays in the story."""
    for change in changes:
        before, after = change.before or {}, change.after or {}
        for name, label in NAMED.items():
            if name in before:
                yield str(label), str(before[name] or "—"), str(after.get(name) or "—")


__all__ = ["Done", "Item", "PersonState", "Posting", "acts_of", "story_of"]
