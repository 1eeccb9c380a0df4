"""Taking a roster back, while nothing later depends on it: in bulk, from its last change to its first."""

from collections.abc import Iterator
from itertools import groupby

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.people.models import Act, ActChange, ImportRow, ImportRun, User
from lms.people.services.journal import BATCH, UndoRefused, _depends, _is_as, _python
from lms.people.services.roles import sync_memberships
from lms.people.services.roster.importing import RosterRefused, _locked, _not_waiting
from lms.people.services.roster.judging import Tell, silent
from lms.people.services.roster.register import portions
from lms.people.services.units.tree import lock_tree

State = ImportRun.State


@transaction.atomic
def undo_roster(*, run: ImportRun, by: User | None, tell: Tell = silent) -> ImportRun:
    """The register as it was before this roster. Undone twice changes nothing.

    Only the last roster written can be undone. Raises RosterRefused for another, and UndoRefused when a fact was
    changed since or later records refer to a joiner.
    """
    run = _locked(run)
    lock_tree()
    if run.state == State.UNDONE:
        return run
    if run.state != State.COMMITTED or run.act is None:
        raise RosterRefused(_not_waiting(run) if run.state != State.COMMITTED
                            else _("This roster was written before acts were kept; it cannot be undone."))
    written = ImportRun.objects.filter(state=State.COMMITTED).defer("content")
    later = written.filter(committed_at__gt=run.committed_at).order_by("-committed_at").first()
    if later:
        raise RosterRefused(_("A later roster has been written (%(file)s): undo that one first.")
                            % {"file": later.file_name})
    run.act = _take_back_all(run.act, by, tell)
    run.state = State.UNDONE
    run.save(update_fields=["state"])
    sync_memberships(clock.today())
    record(action="people.undo_roster", actor=by, target=run.file_name, detail={"run": run.pk})
    return run


def _take_back_all(act: Act, by: User | None, tell: Tell) -> Act:
    """What undo_act does, for an act of tens of thousands of changes."""
    act = Act.objects.select_for_update(of=("self",)).get(pk=act.pk)
    done, total = 0, act.changes.count()
    for changes in _portions_of(act):
        _take_back(changes)
        done += len(changes)
        tell(done, total, _("Taking back what was written"))
    act.undone_at, act.undone_by = clock.now(), by
    act.save(update_fields=["undone_at", "undone_by"])
    return act


def _portions_of(act: Act) -> Iterator[list[ActChange]]:
    """Last to first; each portion of one model, and all made, or all altered, or all withdrawn."""
    changes = act.changes.order_by("-number").iterator(chunk_size=BATCH)
    for _same, group in groupby(changes, key=lambda change: (change.model, change.before is None, not change.after)):
        yield from portions_of_group(group)


def portions_of_group(group: Iterator[ActChange]) -> Iterator[list[ActChange]]:
    some: list[ActChange] = []
    for change in group:
        some.append(change)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some


def _take_back(changes: list[ActChange]) -> None:
    model = apps.get_model(changes[0].model)
    if not changes[0].after:
        _bring_back(model, changes)
        return
    facts = model._default_manager.in_bulk([change.object_id for change in changes])
    for change in changes:
        fact = facts.get(change.object_id)
        if fact is None or not _is_as(fact, change.after):
            raise UndoRefused(_("Something was changed after this act, so it cannot be undone: %(fact)s.")
                              % {"fact": fact or change.model})
    if changes[0].before is None:
        _remove(model, list(facts))
    else:
        _restore(model, changes, facts)


def _bring_back(model: type[Model], changes: list[ActChange]) -> None:
    """What the roster withdrew, under its old keys."""
    facts = {change.object_id: model(pk=change.object_id) for change in changes}
    _set_back(model, changes, facts)
    try:
        with transaction.atomic():
            model._default_manager.bulk_create(facts.values())
    except IntegrityError as error:  # somebody else has the part by now
        raise UndoRefused(_depends(next(iter(facts.values())))) from error


def _restore(model: type[Model], changes: list[ActChange], facts: dict[int, Model]) -> None:
    fields = _set_back(model, changes, facts)
    model._default_manager.bulk_update(facts.values(), sorted(fields))


def _set_back(model: type[Model], changes: list[ActChange], facts: dict[int, Model]) -> set[str]:
    """Each fact has the values it had before; the names of these."""
    fields: set[str] = set()
    for change in changes:
        for name, value in (change.before or {}).items():
            setattr(facts[change.object_id], name, _python(model, name, value))
            fields.add(name)
    return fields


def _remove(model: type[Model], keys: list[int]) -> None:
    """What the roster made disappears; a joiner only if nothing but rosters speaks of him."""
    if model is User:
        for some in portions(keys):
            ImportRow.objects.filter(person__in=some).update(person=None)
    try:
        model._default_manager.filter(pk__in=keys).delete()
    except ProtectedError as error:
        fact = next(iter(error.protected_objects))
        raise UndoRefused(_depends(fact)) from error
