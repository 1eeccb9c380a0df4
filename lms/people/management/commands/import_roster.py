"""HR's Excel roster: a dry run unless --commit is given; all rows or none; --undo takes one back."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lms.people.models import ImportRun, User
from lms.people.services.journal import UndoRefused
from lms.people.services.roster import RosterRefused, RosterUnreadable, import_at_once, undo_roster
from lms.people.services.roster.at_once import AtOnce
from lms.people.services.roster.comparing import Kind, Verdict

CHANGES = (Kind.MOVER, Kind.CHANGED, Kind.LEAVER)


class Command(BaseCommand):
    help = "Judge a roster (.xls, .xlsx, .csv) row by row; write it with --commit when nothing is refused; undo it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--commit", action="store_true", help="write; without it nothing is written")
        parser.add_argument("--complete", action="store_true", help="the roster names everyone: who is absent has left")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")
        parser.add_argument("--by", default="", help="staff number of whoever imports, for the log")
        parser.add_argument("--undo", type=int, metavar="RUN", help="take the written roster of this number back")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 when a row is refused, the roster is blocked, or the file cannot be read."""
        by = self._person(options["by"])
        if bool(options["undo"]) == bool(options["file"]):
            raise CommandError(_("Name a file, or the number of a roster to undo."))
        try:
            if options["undo"]:
                self._undo(options["undo"], by, options["as_json"])
            else:
                self._import(options["file"], by, options)
        except (OSError, RosterUnreadable, RosterRefused, UndoRefused) as error:
            raise CommandError(str(error)) from error

    def _import(self, path: Path, by: User | None, options: dict[str, Any]) -> None:
        found = import_at_once(content=path.read_bytes(), file_name=path.name, commit=options["commit"], by=by,
                               complete=options["complete"])
        self.stdout.write(as_json(found) if options["as_json"] else as_text(found))
        reasons = sum(len(one.reasons) for one in found.judgement.of(Kind.REFUSED))
        if reasons:
            raise CommandError(_("Nothing was written: %(count)s cells are refused.") % {"count": reasons})
        if blocked_by_size(found):
            raise CommandError(found.judgement.blocked)

    def _undo(self, number: int, by: User | None, in_json: bool) -> None:
        run = ImportRun.objects.defer("content").filter(pk=number).first()
        if run is None:
            raise CommandError(_("There is no roster with the number %(number)s.") % {"number": number})
        undo_roster(run=run, by=by)
        said = _("Roster %(number)s is undone: the register is as it was before.") % {"number": number}
        self.stdout.write(json.dumps({"run": number, "state": "undone"}) if in_json else said)

    def _person(self, staff_no: str) -> User | None:
        person = User.objects.filter(staff_no=staff_no).first()
        if staff_no and person is None:
            raise CommandError(_("Nobody has the staff number %(number)s.") % {"number": staff_no})
        return person


def blocked_by_size(found: AtOnce) -> bool:
    """Blocked for another reason than that everything is in the register already."""
    return bool(found.judgement.blocked) and len(found.judgement.of(Kind.UNCHANGED)) < len(found.judgement.verdicts)


def as_json(found: AtOnce) -> str:
    """`new`, `changed` (with the kind of each: mover, leaver, changed), `unchanged`, `refused`.

    With `run`, its number, where it was written, and `blocked` where too many would leave.
    """
    judgement = found.judgement
    refused = [{"row": reason.row, "column": reason.column, "value": reason.value, "reason": reason.reason}
               for one in judgement.of(Kind.REFUSED) for reason in one.reasons]
    result: dict[str, Any] = {
        "new": [_change(one) for one in judgement.of(Kind.JOINER)],
        "changed": [_change(one) | {"kind": str(one.kind)} for one in judgement.of(*CHANGES)],
        "unchanged": len(judgement.of(Kind.UNCHANGED)), "refused": refused,
    }
    if found.run:
        result["run"] = found.run.pk
    if not refused and blocked_by_size(found):
        result["blocked"] = judgement.blocked
    return json.dumps(result, ensure_ascii=False, indent=2)


def _change(one: Verdict) -> dict[str, Any]:
    return {"row": one.row, "staff_no": one.staff_no, "full_name": one.full_name, "before": one.before,
            "after": one.after}


def as_text(found: AtOnce) -> str:
    """Counts, what changes (old → new), what is refused and why, what the reader should know of the file."""
    judgement = found.judgement
    lines = [_("Joiners: %(joiner)s   movers: %(mover)s   leavers: %(leaver)s   changed: %(changed)s   "
               "unchanged: %(unchanged)s   refused: %(refused)s")
             % {kind.value: len(judgement.of(kind)) for kind in Kind}, *judgement.notes]
    lines += [_line(one) for one in judgement.of(*CHANGES)]
    lines += [_("Row %(row)s refused: %(column)s “%(value)s”: %(reason)s") % {
        "row": reason.row, "column": reason.column, "value": reason.value, "reason": reason.reason}
        for one in judgement.of(Kind.REFUSED) for reason in one.reasons]
    if judgement.blocked:
        lines.append(judgement.blocked)
    lines.append(_("Written. To take it back: --undo %(number)s") % {"number": found.run.pk} if found.run
                 else _("Nothing was written."))
    return "\n".join(lines)


def _line(one: Verdict) -> str:
    what = ", ".join(f"{name}: {one.before[name]} → {value}" if name in one.before else f"{name}: {value}"
                     for name, value in one.after.items())
    if one.row is None:
        return _("Not in the file %(number)s: %(what)s") % {"number": one.staff_no, "what": what}
    return _("Row %(row)s %(number)s: %(what)s") % {"row": one.row, "number": one.staff_no, "what": what}
