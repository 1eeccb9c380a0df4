"""The journal of an act: every fact it makes or alters, with what was before and after.

Whoever writes dated facts writes them through a `Journal`; the person page then tells the story from `ActChange`, and
`undo_act` takes the act back while nothing later depends on it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import F, ProtectedError, Q
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.common.dated import Dated
from lms.people.models import (
    Act,
    ActChange,
    Department,
    DepartmentPeriod,
    HeadOf,
    PersonState,
    Portfolio,
    Posting,
    User,
)

# Where treebeard keeps a unit: it moves with its neighbours, and says nothing about the unit itself.
NOT_KEPT = frozenset({"password", "path", "depth", "numchild"})
Fact = TypeVar("Fact", bound=models.Model)
BATCH = 2000


class UndoRefused(ValueError):  # noqa: N818
    """The act cannot be taken back any more; the message says why, translated."""


class Journal:
    """Write facts through it inside one transaction, then `close()`; an act that changed nothing leaves no trace."""

    def __init__(
        self, *, kind: str, on: dt.date, by: User | None, target: str = "", detail: dict[str, Any] | None = None
    ) -> None:
        self.act = Act(kind=kind, on=on, by=by, target=target[:100], detail=detail or {})
        self._changes: list[ActChange] = []

    def create(self, facts: Iterable[Fact]) -> list[Fact]:
        """Insert new facts, in bulk."""
        made = list(facts)
        if made:
            type(made[0])._default_manager.bulk_create(made, batch_size=BATCH)
        for fact in made:
            self.made(fact)
        return made

    def made(self, fact: models.Model) -> None:
        """A fact that somebody else inserted belongs to this act."""
        self._note(fact, None, _values(fact))

    def change(self, facts: Iterable[Fact], **values: Any) -> None:
        """Give all these facts the same values."""
        for fact in facts:
            self.change_one(fact, **values)

    def change_one(self, fact: models.Model, **values: Any) -> None:
        """Give one fact new values; what is the same already is left alone."""
        new = {name: value for name, value in values.items() if getattr(fact, name) != value}
        if not new:
            return
        before = {name: getattr(fact, name) for name in new}
        for name, value in new.items():
            setattr(fact, name, value)
        fact.save(update_fields=list(new))
        self._note(fact, before, new)

    def end(self, facts: Iterable[Dated], on: dt.date) -> None:
        """`on` is the last day of all these; what would begin only later is withdrawn, so that it holds on no day."""
        known = list(facts)
        self.change([fact for fact in known if fact.from_on <= on], to_on=on)
        self.withdraw([fact for fact in known if fact.from_on > on])

    def withdraw(self, facts: Sequence[models.Model]) -> None:
        """Facts that shall hold on no day; undoing the act puts them back."""
        for fact in facts:
            self._note(fact, _values(fact), {})
        for model in {type(fact) for fact in facts}:
            model._default_manager.filter(pk__in=[fact.pk for fact in facts if type(fact) is model]).delete()

    def close(self) -> Act | None:
        """Keep the act, if it did anything."""
        if not self._changes:
            return None
        self.act.save()
        for change in self._changes:
            change.act = self.act
        ActChange.objects.bulk_create(self._changes, batch_size=BATCH)
        return self.act

    def _note(self, fact: models.Model, before: dict | None, after: dict) -> None:
        label = fact._meta.label_lower
        self._changes.append(
            ActChange(number=len(self._changes) + 1, model=label, object_id=fact.pk, before=before, after=after)
        )


def _values(fact: models.Model) -> dict[str, Any]:
    """What is kept of a new fact: its columns, without the password and the place treebeard gave it."""
    return {
        field.attname: getattr(fact, field.attname)
        for field in fact._meta.concrete_fields
        if not field.primary_key and field.name not in NOT_KEPT
    }


@transaction.atomic
def undo_act(*, act: Act, by: User) -> Act:
    """Take an act back, from its last change to its first; undone twice changes nothing.

    Raises UndoRefused when a fact was changed since, when something later refers to a fact the act made, or when the
    old facts do not fit into what holds by now.
    """
    from lms.people.services.units.tree import lock, lock_tree
    from lms.people.services.units.writing import bring_to

    lock_tree()
    act = Act.objects.select_for_update().get(pk=act.pk)
    if act.undone_at:
        return act
    changes = list(act.changes.order_by("-number"))
    lock((), _people_in(changes))
    for change in changes:
        _take_back(change)
    _check_fit(changes)
    act.undone_at, act.undone_by = clock.now(), by
    act.save(update_fields=["undone_at", "undone_by"])
    record(action="people.undo", actor=by, target=act.target, detail={"act": act.pk, "kind": act.kind})
    bring_to(clock.today())
    return act


def _take_back(change: ActChange) -> None:
    model = apps.get_model(change.model)
    fact = model._default_manager.select_for_update().filter(pk=change.object_id).first()
    if fact is None and not change.after:
        fact = model(pk=change.object_id)  # it was withdrawn
    if fact is None or not _is_as(fact, change.after):
        raise UndoRefused(_("Something was changed after this act, so it cannot be undone: %(fact)s.")
                          % {"fact": fact or change.model})
    try:
        with transaction.atomic():  # the database refuses what would overlap with later facts
            _restore(fact, change)
    except (ProtectedError, IntegrityError) as error:
        raise UndoRefused(_depends(fact)) from error


def _restore(fact: models.Model, change: ActChange) -> None:
    if change.before is not None:
        for name, value in change.before.items():
            setattr(fact, name, _python(type(fact), name, value))
        fact.save(**{"update_fields": list(change.before)} if change.after else {"force_insert": True})
        return
    if isinstance(fact, Department):
        _empty(fact)
    fact.delete()


def _empty(unit: Department) -> None:
    """Deleting a node would take along what hangs below it: that goes back to where it belongs first."""
    from lms.people.services.units.tree import sync_departments

    sync_departments(clock.today())
    if Department.objects.get(pk=unit.pk).numchild:
        raise UndoRefused(_depends(unit))


def _touched(changes: list[ActChange]) -> dict[str, set[int]]:
    touched: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        touched[change.model].add(change.object_id)
    return touched


def _people_in(changes: list[ActChange]) -> set[int]:
    """Whose facts these are: whoever acts on one of them meanwhile waits, and then sees what is left."""
    touched = _touched(changes)
    people = set(touched["people.user"])
    for model in (Posting, PersonState, HeadOf, Portfolio):
        facts = model._default_manager.filter(pk__in=touched[model._meta.label_lower])
        people |= set(facts.order_by().values_list("person_id", flat=True))
    return people


def _check_fit(changes: list[ActChange]) -> None:
    """The tree is whole on every day, and nobody who has left by now gets anything back."""
    from lms.people.services.units.tree import first_broken

    touched = _touched(changes)
    periods = DepartmentPeriod.objects.filter(pk__in=touched["people.departmentperiod"])
    units = touched["people.department"] | set(periods.values_list("department_id", flat=True))
    if units and (broken := first_broken(units)):
        raise UndoRefused(_depends(broken))
    for model in (Posting, HeadOf, Portfolio):
        facts = model._default_manager.filter(pk__in=touched[model._meta.label_lower])
        for fact in facts.filter(person__states__kind=PersonState.Kind.LEFT).filter(
            Q(to_on=None) | Q(to_on__gte=F("person__states__from_on"))
        ):
            raise UndoRefused(_depends(fact))


def _depends(fact: models.Model) -> str:
    return _("Later records depend on this act, so it cannot be undone: %(fact)s.") % {"fact": fact}


def _is_as(fact: models.Model, kept: dict[str, Any]) -> bool:
    model = type(fact)
    return all(getattr(fact, name) == _python(model, name, value) for name, value in kept.items())


def _python(model: type[models.Model], name: str, value: Any) -> Any:
    """A value as JSON keeps it, as the field has it. `name` is a column: parent_id, not parent."""
    field = next(field for field in model._meta.concrete_fields if name in (field.attname, field.name))
    return cast(Any, field).target_field.to_python(value) if field.remote_field else field.to_python(value)
