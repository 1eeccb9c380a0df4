"""Dated facts about a person: moved, paused, appointed, gone. Nothing is overwritten; the old fact gets a last day.

Each verb locks the person, writes through the journal, so that it can be undone, and changes nothing when done twice.
Two corrections of one day: the wrong transfer is undone first, then done right; a second one of that day is refused.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.common import clock
from lms.common.dated import Dated
from lms.people.access import stands_alone
from lms.people.models import Department, HeadOf, PersonState, Portfolio, Posting, RoleGrant, User
from lms.people.services.journal import Journal
from lms.people.services.posting_rules import (
    Fact,
    Facts,
    PostingRefused,
    check_addition,
    check_expected,
    check_last_day_seen,
    check_pause,
    check_period,
    check_transfer,
    check_unit,
    facts_of,
    show,
    taken_back,
)
from lms.people.services.roles import RoleRefused, end_roles, sync_memberships
from lms.people.services.staff_log import tell
from lms.people.services.units.tree import lock

__all__ = ["PostingRefused", "add_posting", "close_accounts", "end_pause", "end_posting", "end_service",
           "pause_person", "transfer_person"]
DAY = dt.timedelta(days=1)
ENDING: tuple[type[Dated], ...] = (Posting, HeadOf, Portfolio)


def locked(person: User, unit: Department | None = None) -> Facts:
    """The person's facts, which nobody else writes until the transaction ends.

    `unit`: the one he goes to. Everybody locks units before people, as a merger does, so that nobody waits in a circle.
    """
    lock([unit] if unit else [], [person.pk])
    return facts_of([person.pk])[person.pk]


@transaction.atomic
def transfer_person(
    *, person: User, department: Department, post: str, rank: str, category: str, on: dt.date, by: User | None = None,
    expected: int | None = None,
) -> Posting:
    """From `on` the person's main post is this one, the old one ends the day before. The same again changes nothing.

    `expected`: the key of the open post the caller has seen, 0 for none, None not to ask. Raises PostingRefused: it is
    another by now or began no earlier than `on`; the person has left, will, or may hold no post; the unit is not there.
    """
    facts = locked(person, department)
    old = facts.open_main()
    values = {"department_id": department.pk, "post": post, "rank": rank, "category": category}
    if old and all(getattr(old, name) == value for name, value in values.items()):
        return old
    check_expected(facts, expected)
    _check_move(person, facts, department, on)
    journal = Journal(kind="transfer", on=on, by=by, target=person.staff_no,
                      detail={"from": old.department.code if old else "", "to": department.code})
    if old:
        journal.change_one(old, to_on=on - DAY)
    (new,) = journal.create([Posting(person=person, from_on=on, **values)])
    journal.close()
    tell(journal.act, person, **journal.act.detail, on=f"{on}")
    _sync(person)
    return new


def _check_move(person: User, facts: Facts, department: Department, on: dt.date) -> None:
    """The person is locked, so that no role that stands alone (decision 0009) is given meanwhile."""
    check_transfer(facts, on)
    if stands_alone(person, on):
        raise PostingRefused(_("The account of an administrator, an auditor or an inspector holds no post."))
    check_unit(department, on)


@transaction.atomic
def add_posting(
    *, person: User, department: Department, kind: str, post: str, from_on: dt.date, to_on: dt.date | None = None,
    rank: str = "", by: User | None = None,
) -> Posting:
    """A concurrent post (兼), a loan (借调) or a secondment (挂职); the person goes on counting by his main post.

    Raises PostingRefused: no main post on the first day, a post in that unit already, a loan without a last day.
    """
    facts = locked(person, department)
    values = {"department_id": department.pk, "kind": kind, "post": post, "from_on": from_on, "to_on": to_on}
    if same := _same(facts, values):
        return same
    check_period(from_on, to_on)
    if kind == Posting.Kind.MAIN or (kind != Posting.Kind.CONCURRENT and to_on is None):
        raise PostingRefused(_("A loan or a secondment needs a last day."))
    check_addition(facts, department, from_on, to_on)
    check_unit(department, from_on)
    journal = Journal(kind="add_posting", on=from_on, by=by, target=person.staff_no,
                      detail={"kind": kind, "to": department.code})
    category = getattr(facts.main_on(from_on), "category", "")
    (new,) = journal.create([Posting(person=person, rank=rank, category=category, **values)])
    journal.close()
    tell(journal.act, person, kind=kind, to=department.code, on=f"{from_on}", last_day=f"{to_on or ''}")
    _sync(person)
    return new


def _same(facts: Facts, values: dict[str, Any]) -> Posting | None:
    return next((one for one in facts.posts if all(getattr(one, name) == value for name, value in values.items())),
                None)


@transaction.atomic
def end_posting(
    *, posting: Posting, on: dt.date, by: User | None = None, expected: str | None = None
) -> Posting:
    """`on` is the last day of a concurrent post, a loan or a secondment. The same day again changes nothing.

    `expected`: `last_day_seen` of the form. Raises PostingRefused for a main post, a day before the first, a day after
    the last (nothing is made longer), another last day by now, and a post that was taken back.
    """
    posting = _still_there(posting, locked(posting.person).posts)
    if posting.to_on == on:
        return posting
    check_last_day_seen(posting, expected)
    if posting.kind == Posting.Kind.MAIN:
        raise PostingRefused(_("A main post ends by a transfer or by the end of service."))
    _check_last_day(posting, on)
    if posting.to_on is not None and posting.to_on < on:
        raise PostingRefused(_("It ends on %(day)s already; add a further post from the day after.")
                             % {"day": show(posting.to_on)})
    journal = Journal(kind="end_posting", on=on + DAY, by=by, target=posting.person.staff_no,
                      detail={"from": posting.department.code})
    journal.change_one(posting, to_on=on)
    journal.close()
    tell(journal.act, posting.person, **journal.act.detail, last_day=f"{on}")
    _sync(posting.person)
    return posting


def _still_there(fact: Fact, facts: list[Fact]) -> Fact:
    """The fact as it is now, of a person who is locked."""
    found = next((one for one in facts if one.pk == fact.pk), None)
    if found is None:
        raise PostingRefused(taken_back())
    return found


def _check_last_day(fact: Dated, on: dt.date) -> None:
    if on < fact.from_on:
        raise PostingRefused(_("It began on %(day)s; the last day cannot be before.") % {"day": show(fact.from_on)})


@transaction.atomic
def pause_person(
    *, person: User, from_on: dt.date, to_on: dt.date | None, reason: str, by: User | None = None
) -> PersonState:
    """暂缓 from a day to a last day (None: until told). The reason is for HR's eyes, so the log does not carry it.

    Raises PostingRefused: no main post on the first day, after leaving, or in the days of another pause.
    """
    facts = locked(person)
    same = next((one for one in facts.pauses() if one.from_on == from_on and one.to_on == to_on), None)
    if same:
        return same
    check_pause(facts, from_on, to_on)
    journal = Journal(kind="pause", on=from_on, by=by, target=person.staff_no)
    pause = PersonState(person=person, kind=PersonState.Kind.PAUSED, from_on=from_on, to_on=to_on, reason=reason)
    (state,) = journal.create([pause])
    journal.close()
    tell(journal.act, person, **{"from": f"{from_on}", "to": f"{to_on or ''}"})
    return state


@transaction.atomic
def end_pause(
    *, state: PersonState, on: dt.date, by: User | None = None, expected: str | None = None
) -> PersonState:
    """`on` is the last day of the pause: an open one ends, a known end moves. The same day again changes nothing.

    `expected`: `last_day_seen` of the form. Raises PostingRefused: another last day by now, a pause that was taken
    back, a day before the first, and what `pause_person` refuses.
    """
    facts = locked(state.person)
    state = _still_there(state, facts.states)
    if state.to_on == on:
        return state
    check_last_day_seen(state, expected)
    _check_last_day(state, on)
    others = Facts(facts.posts, [one for one in facts.states if one.pk != state.pk])
    check_pause(others, state.from_on, on)
    journal = Journal(kind="end_pause", on=on + DAY, by=by, target=state.person.staff_no)
    journal.change_one(state, to_on=on)
    journal.close()
    tell(journal.act, state.person, last_day=f"{on}")
    return state


@transaction.atomic
def end_service(
    *, person: User, on: dt.date, reason: str, by: User | None = None, expected: int | None = None
) -> PersonState:
    """`on` is the last day. Posts, headships, portfolios and roles end; sign-in is off; the file is kept.

    Roles do not come back when the act is undone: they are given by a security administrator. Raises PostingRefused
    when a main post began after `on`, or when nobody would be left to give roles.
    """
    facts = locked(person)
    if left := facts.left():
        return left
    check_expected(facts, expected)
    for post in facts.mains():
        _check_last_day(post, on)
    detail = {"last_day": f"{on}", "was_active": person.is_active}
    journal = Journal(kind="end_service", on=on + DAY, by=by, target=person.staff_no, detail=detail)
    _end_parts(journal, person, facts, on)
    left = PersonState(person=person, kind=PersonState.Kind.LEFT, from_on=on + DAY, reason=reason)
    (state,) = journal.create([left])
    if on < clock.today():
        journal.change_one(person, is_active=False)
    journal.close()
    tell(journal.act, person, last_day=f"{on}")
    _sync(person)
    return state


def _end_parts(journal: Journal, person: User, facts: Facts, on: dt.date) -> None:
    """End what lasts beyond `on`; what would begin only later is withdrawn. Roles end for good."""
    lasting, mine = Q(to_on__isnull=True) | Q(to_on__gt=on), {"person": person}
    for model in ENDING:
        journal.end(model._default_manager.filter(lasting, **mine), on)
    journal.end([pause for pause in facts.pauses() if pause.to_on is None or pause.to_on > on], on)
    try:
        end_roles(RoleGrant.objects.filter(person=person), on, reason=_("End of service"), by=journal.act.by)
    except RoleRefused as refusal:
        raise PostingRefused(str(refusal)) from refusal


@transaction.atomic
def close_accounts(on: dt.date) -> int:
    """Switch off whoever has left by that day; how many."""
    gone = PersonState.objects.on(on).filter(kind=PersonState.Kind.LEFT)
    return User.objects.filter(is_active=True, pk__in=gone.values("person_id")).update(is_active=False)


def _sync(person: User) -> None:
    sync_memberships(clock.today(), person=person)
