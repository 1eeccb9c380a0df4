"""Writing a draft through the journal: every change can be shown, and taken back."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.people.models import Act, Department, DepartmentPeriod, Posting, RoleGrant, Succession, User
from lms.people.services.journal import Journal
from lms.people.services.roles import end_roles, sync_memberships
from lms.people.services.units.drafting import DAY, Draft, NewUnit, Place, Target
from lms.people.services.units.planning import plan_of
from lms.people.services.units.refusals import PlanChanged, UnitRefused
from lms.people.services.units.tree import lock, lock_tree, sync_departments


@transaction.atomic
def perform(prepare: Callable[[], Draft], *, by: User | None, expected: str = "") -> Act | None:
    """Decide, lock what that touches, decide again, write. None when all of it is so already.

    `expected`: the fingerprint of the plan somebody confirmed. Raises PlanChanged when it is another by now, and
    UnitRefused when the act cannot be done.
    """
    lock_tree()
    first = prepare()
    lock([*first.units, *_taking(first)], {post.person_id for post, _target in first.postings})
    draft = prepare()
    if draft.done:
        return None
    if expected and expected != (plan := plan_of(draft)).fingerprint:
        raise PlanChanged(plan)
    if draft.refusals:
        raise UnitRefused(draft.refusals[0])
    return _write(draft, by)


def _taking(draft: Draft) -> list[Department]:
    return [target for _unit, target in draft.successions if isinstance(target, Department)]


def _write(draft: Draft, by: User | None) -> Act | None:
    codes = [*(unit.code for unit in draft.units), *(new.code for new in draft.opens)]
    detail = {"on": f"{draft.on}", "units": codes, "to": sorted(unit.code for unit in _taking(draft))}
    journal = Journal(kind=draft.kind, on=draft.on, by=by, target=codes[0], detail=detail)
    _Writer(draft, journal).write()
    act = journal.close()
    record(action=f"people.{draft.kind}", actor=by, target=codes[0],
           detail=detail | {"people": len({post.person_id for post, _target in draft.postings})})
    bring_to(clock.today())
    return act


def bring_to(day: dt.date) -> None:
    """Rows and rights as they are on the day, after facts about units were written."""
    sync_departments(day)
    sync_memberships(day)


@dataclass
class _Writer:
    draft: Draft
    journal: Journal
    made: dict[str, Department] = field(default_factory=dict)

    def write(self) -> None:
        for new in self.draft.opens:
            self._open(new)
        self._close()
        self._place()
        self._post()
        on = self.draft.on
        self.journal.create([Succession(department=unit, successor=self._row(target), on=on)
                             for unit, target in self.draft.successions])

    def _row(self, target: Target) -> Department:
        return self.made[target.code] if isinstance(target, NewUnit) else target

    def _lineage(self, target: Target | None) -> str:
        """Of a unit that takes something over, on the day and after."""
        if isinstance(target, NewUnit):
            above = self._lineage(target.parent) if target.parent else "/"
            return f"{above}{self.made[target.code].pk}/"
        return self.draft.lineages[target.pk] if target else ""

    def _open(self, new: NewUnit) -> None:
        values = {"code": new.code, "name": new.name, "short_name": new.short_name, "kind": new.kind,
                  "sort_order": new.sort_order, "opened_on": self.draft.on}
        parent = Department.objects.get(pk=new.parent.pk) if new.parent else None
        unit = parent.add_child(**values) if parent else Department.add_root(**values)
        self.made[new.code] = unit
        self.journal.made(unit)
        self.journal.create([DepartmentPeriod(
            department=unit, name=new.name, short_name=new.short_name, parent=parent, from_on=self.draft.on,
            lineage=self._lineage(new),
        )])

    def _close(self) -> None:
        on, ends = self.draft.on, self.draft.ends
        parts = [fact for fact in ends if not isinstance(fact, RoleGrant)]
        self.journal.change([*self.draft.closes, *parts], to_on=on - DAY)
        self._end_roles([fact.pk for fact in ends if isinstance(fact, RoleGrant)])
        self.journal.change([period.department for period in self.draft.closes], closed_on=on)

    def _end_roles(self, keys: list[int]) -> None:
        """Not through the journal: what HR may undo, HR could give (decision 0009)."""
        roles = RoleGrant.objects.filter(pk__in=keys)
        end_roles(roles, self.draft.on - DAY, reason=_("Its unit was closed."), by=self.journal.act.by)

    def _place(self) -> None:
        """A period that began before the day ends, and another goes on; one that begins later is set right."""
        begun = [new for place in self.draft.places for new in self._placed(place)]
        self.journal.create(begun)

    def _placed(self, place: Place) -> list[DepartmentPeriod]:
        period, on = place.period, self.draft.on
        parent = self._row(place.parent) if place.parent else None
        values = {"name": place.name, "short_name": place.short_name, "parent_id": parent.pk if parent else None,
                  "lineage": f"{self._lineage(place.above)}{place.tail}"}
        if period.from_on >= on:
            self.journal.change_one(period, **values)
            return []
        until = period.to_on
        self.journal.change_one(period, to_on=on - DAY)
        return [DepartmentPeriod(department_id=period.department_id, from_on=on, to_on=until, **values)]

    def _post(self) -> None:
        begun = []
        for post, target in self.draft.postings:
            if target and post.from_on >= self.draft.on:
                self.journal.change_one(post, department_id=self._row(target).pk)
                continue
            if target:
                begun.append(_going_on(post, self._row(target), self.draft.on))
            self.journal.change_one(post, to_on=self.draft.on - DAY)
        self.journal.create(begun)


def _going_on(post: Posting, unit: Department, on: dt.date) -> Posting:
    return Posting(person_id=post.person_id, department=unit, kind=post.kind, post=post.post, rank=post.rank,
                   category=post.category, from_on=on, to_on=post.to_on)
