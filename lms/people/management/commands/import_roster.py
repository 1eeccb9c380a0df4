"""HR's Excel roster: a dry run unless --commit is given; all rows or none."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lms.people.models import User
from lms.people.services.roster import Change, Report, RosterUnreadable, import_roster


class Command(BaseCommand):
    help = "Judge a roster (.xls, .xlsx) row by row; write it with --commit when nothing is refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--commit", action="store_true", help="write; without it nothing is written")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")
        parser.add_argument("--by", default="", help="staff number of whoever imports, for the log")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 when a row is refused or the file cannot be read."""
        path: Path = options["file"]
        by = self._person(options["by"])
        try:
            content = path.read_bytes()
            report = import_roster(content=content, file_name=path.name, commit=options["commit"], by=by)
        except (OSError, RosterUnreadable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(as_json(report) if options["as_json"] else as_text(report))
        if report.refused:
            raise CommandError(_("Nothing was written: %(count)s cells are refused.") % {"count": len(report.refused)})

    def _person(self, staff_no: str) -> User | None:
        person = User.objects.filter(staff_no=staff_no).first()
        if staff_no and person is None:
            raise CommandError(_("Nobody has the staff number %(number)s.") % {"number": staff_no})
        return person


def as_json(report: Report) -> str:
    refused = [asdict(one) for one in report.refused]
    result = {"new": [_change(one) for one in report.new], "changed": [_change(one) for one in report.changed],
              "unchanged": report.unchanged, "refused": refused}
    return json.dumps(result, ensure_ascii=False, indent=2)


def _change(change: Change) -> dict:
    line = change.line
    return {"row": line.row, "staff_no": line.staff_no, "full_name": line.full_name,
            "before": change.before, "after": change.after}


def as_text(report: Report) -> str:
    """Counts, what changes (old → new), what is refused and why, which columns were left alone."""
    lines = [_("New: %(new)s   changed: %(changed)s   unchanged: %(unchanged)s   refused: %(refused)s") % {
        "new": len(report.new), "changed": len(report.changed), "unchanged": report.unchanged,
        "refused": len(report.refused)}]
    if report.ignored:
        lines.append(_("Columns not needed, not read: %(columns)s") % {"columns": "、".join(report.ignored)})
    for one in report.changed:
        what = ", ".join(f"{name}: {one.before[name]} → {value}" for name, value in one.after.items())
        lines.append(_("Row %(row)s %(number)s: %(what)s") % {"row": one.line.row, "number": one.line.staff_no,
                                                              "what": what})
    for refused in report.refused:
        lines.append(_("Row %(row)s refused: %(column)s “%(value)s”: %(reason)s") % {
            "row": refused.row, "column": refused.column, "value": refused.value, "reason": refused.reason})
    lines.append(_("Written.") if report.committed else _("Nothing was written."))
    return "\n".join(lines)
