"""A roster judged and, if asked, written in one go: for the command and the demo, where nobody looks at a preview."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from lms.common import clock
from lms.people.models import ImportRun, User
from lms.people.services.roster.comparing import Kind
from lms.people.services.roster.importing import commit_roster, judge_roster, receive_roster
from lms.people.services.roster.judging import Judgement, judge
from lms.people.services.roster.values import Change, Report


@dataclass(frozen=True)
class AtOnce:
    """What was judged; `run` where it was written."""

    judgement: Judgement
    run: ImportRun | None = None


@transaction.atomic
def import_at_once(
    *, content: bytes, file_name: str, commit: bool, by: User | None = None, complete: bool = False,
    password: str | None = None, on: dt.date | None = None,
) -> AtOnce:
    """A dry run leaves no trace; neither does a roster that is blocked. Raises RosterUnreadable."""
    judgement = judge(content, complete=complete, today=on or clock.today(), lock=commit)
    if not commit or judgement.blocked:
        return AtOnce(judgement)
    run = receive_roster(content=content, file_name=file_name, by=by, complete=complete)
    run = judge_roster(run=run, on=on)
    written = commit_roster(run=run, by=by, on=on, password=password)
    run.refresh_from_db(fields=["state"])
    return AtOnce(judgement, run if written else None)


def import_roster(
    *, content: bytes, file_name: str, commit: bool = False, by: User | None = None, password: str | None = None,
    on: dt.date | None = None, complete: bool = False,
) -> Report:
    """The same, told row by row of the file. The same file again changes nothing.

    New people get `password`, to be changed at first sign-in, or none at all. `on` stands for today.
    Raises RosterUnreadable when the file holds no roster.
    """
    found = import_at_once(content=content, file_name=file_name, commit=commit, by=by, complete=complete,
                           password=password, on=on)
    return report(found.judgement, committed=found.run is not None)


def report(judgement: Judgement, *, committed: bool) -> Report:
    """Who is merely not in the file has no row, and so is not told of."""
    def changes(*kinds: str) -> tuple[Change, ...]:
        return tuple(Change(one.line, one.before, one.after) for one in judgement.of(*kinds) if one.line)

    return Report(
        changes(Kind.JOINER), changes(Kind.MOVER, Kind.CHANGED, Kind.LEAVER), len(judgement.of(Kind.UNCHANGED)),
        tuple(reason for one in judgement.of(Kind.REFUSED) for reason in one.reasons), judgement.table.ignored,
        committed, judgement.notes,
    )
