"""One act for many people: all of them or none; who cannot is named with the reason before anything is written."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.people.models import Act, Department, PersonState, Posting, User
from lms.people.services.posting_rules import Facts, PostingRefused, check_pause, check_transfer, check_unit, facts_of
from lms.people.services.roles import sync_memberships
from lms.people.services.roster.writing import BulkJournal
from lms.people.services.units.tree import lock

MOST = 500
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Judged:
    """A person of the selection: what he has now, and why he cannot be in the act ("" when he can)."""

    person: User
    facts: Facts
    present: Posting | None
    why_not: str


def judge_transfer(people: Sequence[User], department: Department, on: dt.date) -> list[Judged]:
    """Who moves into the unit from the day (four queries)."""
    def check(facts: Facts) -> None:
        check_transfer(facts, on)
        old = facts.open_main()
        if old is None:
            raise PostingRefused(_("The person holds no main post."))
        if old.department_id == department.pk:
            raise PostingRefused(_("The person is in this unit already."))

    with transaction.atomic():
        check_unit(department, on)
    return _judged(people, check)


def judge_pause(people: Sequence[User], from_on: dt.date, to_on: dt.date | None) -> list[Judged]:
    """Who is paused (two queries)."""
    return _judged(people, lambda facts: check_pause(facts, from_on, to_on))


def _judged(people: Sequence[User], check: Callable[[Facts], None]) -> list[Judged]:
    if len(people) > MOST:
        raise PostingRefused(_("At most %(most)s people at a time; choose fewer.") % {"most": MOST})
    facts = facts_of([person.pk for person in people])
    return [Judged(one, facts[one.pk], facts[one.pk].open_main(), _why_not(check, facts[one.pk])) for one in people]


def _why_not(check: Callable[[Facts], None], facts: Facts) -> str:
    try:
        check(facts)
    except PostingRefused as refusal:
        return str(refusal)
    return ""


def _all_can(judged: list[Judged]) -> None:
    stopped = next((one for one in judged if one.why_not), None)
    if stopped:
        raise PostingRefused(_("Nothing was written. %(person)s: %(reason)s")
                             % {"person": stopped.person.display_name, "reason": stopped.why_not})


@transaction.atomic
def transfer_people(
    *, people: Sequence[User], department: Department, on: dt.date, by: User, expected: str | None = None
) -> Act | None:
    """All of them move into the unit from the day with their post, rank and category; or none.

    `expected`: `seen(…)` of the preview. Raises PostingRefused when one cannot, or the selection has changed since.
    """
    lock([department], [one.pk for one in people])
    judged = judge_transfer(people, department, on)
    _all_can(judged)
    _check_seen(judged, expected)
    journal = BulkJournal(kind="transfer", on=on, by=by, target=_target(people), detail={"to": department.code})
    old = [one.present for one in judged if one.present]
    journal.change_many(Posting, [(post, {"to_on": on - DAY}) for post in old])
    journal.create(Posting(person_id=post.person_id, department=department, post=post.post, rank=post.rank,
                           category=post.category, from_on=on) for post in old)
    return _close(journal, "people.transfer", by, people)


@transaction.atomic
def pause_people(
    *, people: Sequence[User], from_on: dt.date, to_on: dt.date | None, reason: str, by: User,
    expected: str | None = None,
) -> Act | None:
    """All of them are paused, or none. Raises PostingRefused as `transfer_people` does."""
    lock([], [one.pk for one in people])
    judged = judge_pause(people, from_on, to_on)
    _all_can(judged)
    _check_seen(judged, expected)
    journal = BulkJournal(kind="pause", on=from_on, by=by, target=_target(people))
    journal.create(PersonState(person=one.person, kind=PersonState.Kind.PAUSED, from_on=from_on, to_on=to_on,
                               reason=reason) for one in judged)
    return _close(journal, "people.pause", by, people)


def seen(judged: Sequence[Judged]) -> str:
    """What a preview showed, in short: who, with which post."""
    return ",".join(f"{one.person.pk}:{one.present.pk if one.present else 0}" for one in judged)


def _check_seen(judged: Sequence[Judged], expected: str | None) -> None:
    if expected is not None and expected != seen(judged):
        raise PostingRefused(_("Something has changed since this preview was made. Nothing was written; please look "
                               "again."))


def _target(people: Sequence[User]) -> str:
    return people[0].staff_no if len(people) == 1 else _("%(count)s people") % {"count": len(people)}


def _close(journal: BulkJournal, action: str, by: User, people: Sequence[User]) -> Act | None:
    act = journal.close()
    if act:
        record(action=action, actor=by, target=act.target,
               detail={"act": act.pk, "on": f"{act.on}", "people": [one.staff_no for one in people]})
        sync_memberships(clock.today())
    return act
