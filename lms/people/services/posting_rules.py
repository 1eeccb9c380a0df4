"""Whether a dated fact about a person may be recorded. Judged on facts read once, so that a thousand cost as one."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils import formats
from django.utils.translation import gettext as _

from lms.common.dated import Dated
from lms.people.models import Department, PersonState, Posting
from lms.people.services.units import UnitRefused, period_on
from lms.people.services.units.tree import require_open

Fact = TypeVar("Fact", bound=Dated)
MAIN, PAUSED, LEFT = Posting.Kind.MAIN, PersonState.Kind.PAUSED, PersonState.Kind.LEFT


class PostingRefused(ValueError):  # noqa: N818
    """The fact cannot be recorded; the message says why, translated."""


@dataclass
class Facts:
    """One person's posts and states, the oldest first."""

    posts: list[Posting] = field(default_factory=list)
    states: list[PersonState] = field(default_factory=list)

    def mains(self) -> list[Posting]:
        return [post for post in self.posts if post.kind == MAIN]

    def open_main(self) -> Posting | None:
        return next((post for post in self.mains() if post.to_on is None), None)

    def main_on(self, day: dt.date) -> Posting | None:
        return next((post for post in self.mains() if post.holds_on(day)), None)

    def left(self) -> PersonState | None:
        return next((state for state in self.states if state.kind == LEFT), None)

    def pauses(self) -> list[PersonState]:
        return [state for state in self.states if state.kind == PAUSED]


def facts_of(people: Collection[int]) -> dict[int, Facts]:
    """The facts of these people by key (two queries)."""
    found = {pk: Facts() for pk in people}
    for post in Posting.objects.filter(person__in=people).select_related("department").order_by("from_on", "pk"):
        found[post.person_id].posts.append(post)
    for state in PersonState.objects.filter(person__in=people).order_by("from_on", "pk"):
        found[state.person_id].states.append(state)
    return found


def show(day: dt.date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def check_period(from_on: dt.date, to_on: dt.date | None) -> None:
    if to_on and to_on < from_on:
        raise PostingRefused(_("The last day is before the first."))


def check_unit(unit: Department, on: dt.date) -> None:
    """The unit is there from the day on; the row is locked until the transaction ends."""
    try:
        require_open(unit, on)
    except UnitRefused as refusal:
        raise PostingRefused(str(refusal)) from refusal
    if period_on(unit, on) is None:
        raise PostingRefused(_("%(unit)s is not there on %(day)s.") % {"unit": unit, "day": show(on)})


def check_serving(facts: Facts, on: dt.date) -> None:
    """Not left by the day, nor leaving later: what is decided comes first."""
    left = facts.left()
    if left and left.from_on <= on:
        raise PostingRefused(_("This person has left; the number is never given again."))


def check_stays(facts: Facts, until: dt.date | None = None) -> None:
    """No end of service is recorded; or what is to be recorded ends (`until`) by then."""
    left = facts.left()
    if left and (until is None or until >= left.from_on):
        raise PostingRefused(_("The end of service is recorded: the last day is %(day)s. Undo it first.")
                             % {"day": show(left.from_on - dt.timedelta(days=1))})


def check_expected(facts: Facts, expected: int | None) -> None:
    """The form was drawn for this open post (0: for none); by now it is another."""
    old = facts.open_main()
    if expected is not None and expected != (old.pk if old else 0):
        raise PostingRefused(_("Somebody has changed the post since this form was opened. Nothing was written; please "
                               "look at the person again."))


def last_day_seen(fact: Dated) -> str:
    """The last day a form showed, or that it showed none."""
    return f"{fact.to_on or 'open'}"


def check_last_day_seen(fact: Dated, expected: str | None) -> None:
    if expected and expected != last_day_seen(fact):
        raise PostingRefused(changed_meanwhile())


def changed_meanwhile() -> str:
    return _("Somebody has changed this since the form was opened. Nothing was written; look again.")


def taken_back() -> str:
    return _("This was taken back meanwhile, so it has no last day any more. Nothing was written; please look at the "
             "person again.")


def check_transfer(facts: Facts, on: dt.date) -> None:
    """Raises unless the open post began before the day. A wrong transfer of the same day is undone, then done right."""
    check_serving(facts, on)
    check_stays(facts)
    old = facts.open_main()
    if old and old.from_on >= on:
        raise PostingRefused(_("The present post began on %(day)s, not before this one.") % {"day": show(old.from_on)})
    later = next((post for post in facts.posts if post.kind == MAIN and post.to_on and post.to_on >= on), None)
    if later:
        raise PostingRefused(_("There is a post until %(day)s already.") % {"day": show(later.to_on or on)})


def check_employed(facts: Facts, on: dt.date) -> None:
    check_serving(facts, on)
    if facts.main_on(on) is None:
        raise PostingRefused(_("The person holds no main post on %(day)s.") % {"day": show(on)})


def check_addition(facts: Facts, unit: Department, from_on: dt.date, to_on: dt.date | None) -> None:
    """A further post: not in a unit where the person has one in these days already."""
    check_employed(facts, from_on)
    check_stays(facts, to_on)
    same = overlapping((post for post in facts.posts if post.department_id == unit.pk), from_on, to_on)
    if same:
        raise PostingRefused(_("In these days the person has a post in this unit already: %(post)s, from %(day)s.")
                             % {"post": same.post, "day": show(same.from_on)})


def check_pause(facts: Facts, from_on: dt.date, to_on: dt.date | None) -> None:
    check_period(from_on, to_on)
    check_employed(facts, from_on)
    left = facts.left()
    if left and (to_on is None or to_on >= left.from_on):
        raise PostingRefused(_("The pause would last beyond the last day of service, %(day)s.")
                             % {"day": show(left.from_on - dt.timedelta(days=1))})
    other = overlapping(facts.pauses(), from_on, to_on)
    if other:
        until = show(other.to_on) if other.to_on else _("until told")
        raise PostingRefused(_("It overlaps another pause: from %(first)s, %(last)s.")
                             % {"first": show(other.from_on), "last": until})


def overlapping(facts: Iterable[Fact], from_on: dt.date, to_on: dt.date | None) -> Fact | None:
    """The first of the facts that holds on one of these days."""
    return next((
        fact for fact in facts
        if (to_on is None or fact.from_on <= to_on) and (fact.to_on is None or fact.to_on >= from_on)
    ), None)
