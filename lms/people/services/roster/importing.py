"""The verbs of a roster: received, judged, then written or discarded. The pages and the command use the same ones."""

import datetime as dt
import hashlib

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.people.models import ImportRow, ImportRun, User
from lms.people.services.roles import sync_memberships
from lms.people.services.roster.comparing import Kind
from lms.people.services.roster.judging import COUNTERS, Judgement, Tell, judge, keep, silent
from lms.people.services.roster.sheet import RosterUnreadable
from lms.people.services.roster.writing import BulkJournal, Writer

State = ImportRun.State
WAITING = (State.JUDGING, State.PREVIEWED)
CONTENT_STAYS = dt.timedelta(days=7)


class RosterRefused(ValueError):  # noqa: N818
    """This roster cannot be written, discarded or undone; the message says why, translated."""


@transaction.atomic
def receive_roster(*, content: bytes, file_name: str, by: User | None, complete: bool = False) -> ImportRun:
    """Keep an uploaded file until it is judged; the same file of the same person again is the run that waits."""
    seal = hashlib.sha256(content).hexdigest()
    same = ImportRun.objects.filter(sha256=seal, uploaded_by=by, complete=complete, state__in=WAITING)
    if by and (waiting := same.defer("content").first()):
        return waiting
    run = ImportRun.objects.create(
        file_name=file_name[-200:], sha256=seal, content=content, uploaded_by=by, complete=complete
    )
    record(action="people.upload_roster", actor=by, target=run.file_name, detail={"run": run.pk})
    return run


def judge_roster(*, run: ImportRun, on: dt.date | None = None, tell: Tell = silent) -> ImportRun:
    """Say row by row what the roster would do; nothing else is written. Judged again, it says what holds then.

    A file that is no roster leaves the run unreadable, with the reason in its notes, and is forgotten at once.
    `on` stands for today in tests and in the demo. Raises RosterRefused where the run does not wait.
    """
    if run.state not in WAITING:
        raise RosterRefused(_not_waiting(run))
    unreadable, judgement = "", None
    try:
        judgement = judge(content_of(run), complete=run.complete, today=on or clock.today(), tell=tell)
    except RosterUnreadable as error:
        unreadable = str(error)
    with transaction.atomic():  # only now: reading takes its time, and others want to write
        run = _locked(run)
        if run.state in WAITING and judgement:
            keep(run, judgement, tell=tell)
        elif run.state in WAITING:
            _close(run, State.UNREADABLE, notes=[unreadable])
    return run


@transaction.atomic
def commit_roster(
    *, run: ImportRun, by: User | None, seen: str = "", on: dt.date | None = None, password: str | None = None,
    tell: Tell = silent,
) -> bool:
    """Write all of it. False where the register is no longer what the preview said: then the preview is drawn up anew.

    `seen` is the fingerprint of the preview that was confirmed; without it, of the one kept. A run that is written
    already is left as it is. New people get `password`, to be changed at first sign-in, or none.
    Raises RosterRefused where the run does not wait for confirmation, or may not be written.
    """
    run = _locked(run)
    if run.state == State.COMMITTED:
        return True
    if run.state != State.PREVIEWED:
        raise RosterRefused(_not_waiting(run))
    judgement = judge(content_of(run), complete=run.complete, today=on or clock.today(), lock=True, tell=tell)
    if judgement.fingerprint != (seen or run.fingerprint):
        keep(run, judgement, notes=(_redrawn(),), tell=tell)
        return False
    if judgement.blocked:
        raise RosterRefused(judgement.blocked)
    tell(3, 4, _("Writing the register"))
    _write(run, judgement, by, password)
    return True


def _redrawn() -> str:
    return _("The register has changed since the preview you confirmed, so nothing was written. This is the preview of "
             "%(time)s: check it and confirm again.") % {"time": f"{timezone.localtime():%Y-%m-%d %H:%M}"}


def _write(run: ImportRun, judgement: Judgement, by: User | None, password: str | None) -> None:
    counts = {name: getattr(run, name) for name in COUNTERS.values()}
    journal = BulkJournal(kind="people.import_roster", on=judgement.today, by=by, target=run.file_name,
                          detail={"run": run.pk, **counts})
    Writer(judgement=judgement, journal=journal, password=password).write()
    run.act, run.committed_by, run.committed_at = journal.close(), by, clock.now()
    _close(run, State.COMMITTED, fields=("act", "committed_by", "committed_at"))
    whom = User.objects.filter(staff_no=OuterRef("staff_no")).values("pk")[:1]
    ImportRow.objects.filter(run=run, kind=Kind.JOINER).update(person=Subquery(whom))
    sync_memberships(clock.today())
    record(action="people.import_roster", actor=by, target=run.file_name, detail={"run": run.pk, **counts})


@transaction.atomic
def discard_roster(*, run: ImportRun, by: User | None) -> ImportRun:
    """This roster is not to be written; its file is forgotten. Discarded twice changes nothing.

    Raises RosterRefused where it is written already.
    """
    run = _locked(run)
    if run.state == State.DISCARDED:
        return run
    if run.state not in (*WAITING, State.UNREADABLE):
        raise RosterRefused(_not_waiting(run))
    _close(run, State.DISCARDED)
    record(action="people.discard_roster", actor=by, target=run.file_name, detail={"run": run.pk})
    return run


@transaction.atomic
def forget_contents(*, now: dt.datetime) -> int:
    """Files nobody confirmed for seven days are forgotten, and their runs discarded; how many."""
    old = ImportRun.objects.filter(uploaded_at__lt=now - CONTENT_STAYS, state__in=WAITING)
    return old.update(content=b"", state=State.DISCARDED)


def content_of(run: ImportRun) -> bytes:
    """The file as uploaded; a page that lists runs does not carry it along."""
    return bytes(ImportRun.objects.values_list("content", flat=True).get(pk=run.pk))


def _locked(run: ImportRun) -> ImportRun:
    """This run, and every other that waits: rosters are written one after the other (always locked in one order)."""
    waiting = ImportRun.objects.filter(Q(pk=run.pk) | Q(state=State.PREVIEWED)).defer("content").order_by("pk")
    return next(one for one in waiting.select_for_update() if one.pk == run.pk)


def _close(run: ImportRun, state: str, *, notes: list[str] | None = None, fields: tuple[str, ...] = ()) -> None:
    """The file is not needed any more; it may hold what the register does not keep."""
    run.state, run.content = state, b""
    run.notes = run.notes if notes is None else notes
    run.save(update_fields=["state", "content", "notes", *fields])


def _not_waiting(run: ImportRun) -> str:
    sentences = {
        State.JUDGING: _("This roster is still being read: it has no preview to confirm yet."),
        State.UNREADABLE: _("This file cannot be read as a roster. Upload it again once it is corrected."),
        State.COMMITTED: _("This roster is written already."),
        State.DISCARDED: _("This roster was discarded. Upload the file again if it is to be written."),
        State.UNDONE: _("This roster was written and undone. Upload the file again if it is to be written."),
    }
    return sentences.get(State(run.state), _("This roster waits for confirmation."))
