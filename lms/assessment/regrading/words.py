"""What the page of a regrade says: its counts in words, the ways to narrow the list, what its reader may do now."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from lms.assessment.regrading.models import Regrade
from lms.assessment.regrading.selectors import FILTERS
from lms.people.access import may_confirm
from lms.people.models import User

State = Regrade.State
LABELS = {
    "changed": _("score changes"), "to_pass": _("fail → pass"), "to_fail": _("pass → fail"), "kept": _("pass kept"),
    "up": _("more points"), "down": _("fewer points"), "gained": _("completes the course"),
    "lost": _("completion withdrawn"), "waits": _("passed, lessons open"), "unpassed": _("no longer passed"),
    "grade": _("grade corrected"), "new_rule": _("marked by the new rule"),
}


@dataclass(frozen=True)
class Chip:
    """One way to narrow the list."""

    key: str
    label: object
    count: int
    current: bool


@dataclass(frozen=True)
class Counts:
    """What was foreseen, or what was done."""

    people: int
    attempts: int
    changed: int
    people_changed: int
    to_pass: int
    to_fail: int
    kept: int
    gained: int
    lost: int
    live: int
    hours_in: Decimal
    hours_out: Decimal
    differ: bool  # what was done is not what was foreseen


@dataclass(frozen=True)
class Steps:
    """What the reader may do now; `waits` says for whom it waits when he may do nothing."""

    preview: bool = False
    propose: bool = False
    withdraw: bool = False
    decide: bool = False
    go_on: bool = False
    mine: bool = False


def counts_of(regrade: Regrade) -> Counts | None:
    """Of what was done where it is done, else of the preview; None before there is one."""
    found = regrade.result or regrade.counts
    if not found:
        return None
    names = ("people", "attempts", "changed", "people_changed", "to_pass", "to_fail", "kept", "gained", "lost")
    compared = ("changed", "to_pass", "to_fail", "kept", "gained", "lost")
    return Counts(
        **{name: found.get(name, 0) for name in names}, live=regrade.counts.get("live", 0),
        hours_in=Decimal(found.get("hours_in", 0)), hours_out=Decimal(found.get("hours_out", 0)),
        differ=bool(regrade.result) and any(regrade.counts.get(name) != found.get(name) for name in compared),
    )


def filters_of(regrade: Regrade, asked: Mapping[str, str]) -> list[Chip]:
    """Those that hold somebody, after all."""
    found, show = regrade.result or regrade.counts, asked.get("show", "")
    chips = [Chip(name, LABELS[name], found.get(name, 0), name == show) for name in FILTERS]
    return [Chip("", _("all"), found.get("attempts", 0), show == ""), *(chip for chip in chips if chip.count)]


def steps_of(regrade: Regrade, person: User) -> Steps:
    state = regrade.state
    mine = person.pk in (regrade.opened_by_id, regrade.proposed_by_id)
    return Steps(
        preview=state in (State.DRAFT, State.PROPOSED),
        propose=state == State.DRAFT and mine and regrade.previewed_at is not None,
        withdraw=state == State.DRAFT or (state == State.PROPOSED and mine),
        decide=state == State.PROPOSED and may_confirm(person, regrade.proposed_by),
        go_on=state == State.CONFIRMED, mine=mine,
    )
