"""`manage.py verify_audit`: is the log whole? Exit status 1 when it is not."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.core.management import BaseCommand

from lms.audit.rules import Finding
from lms.audit.selectors import newest_seal
from lms.audit.services import record
from lms.audit.verifying import Verification


class Command(BaseCommand):
    help = (
        "Reads the whole log and names every entry that was changed, removed, reordered or inserted. "
        "The check is an act itself and is recorded."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
        parser.add_argument("--expect", default="", metavar="HASH", help="a seal's hash written down elsewhere")
        parser.add_argument("--archives", type=Path, metavar="FOLDER", help="check the archives' files in it, too")

    def handle(self, *args, expect: str, archives: Path | None, **options) -> None:
        check = Verification(expect=expect, folder=archives, say=self._progress)
        count = self._as_json(check) if options["json"] else self._as_lines(check)
        record(action="audit.verify", result="failed" if count else "ok",
               detail={"entries": check.entries, "findings": count})
        if count:
            sys.exit(1)

    def _progress(self, entries: int) -> None:
        self.stderr.write(f"{entries} entries read…")
        self.stderr.flush()

    def _as_lines(self, check: Verification) -> int:
        count = 0
        for finding in check.findings():
            self.stdout.write(_line(finding))
            count += 1
        newest = newest_seal()
        self.stderr.write(f"{check.entries} entries in {check.chains} chains, {check.seals} seals: "
                          + (f"{count} findings." if count else "whole."))
        if newest:
            self.stderr.write(f"Newest seal {newest.number}: {newest.hash}")
        return count

    def _as_json(self, check: Verification) -> int:
        """Written as it is found, so that a log of which nothing is right needs no more memory than a whole one."""
        count, write = 0, self.stdout.write
        write('{"findings": [', ending="")
        for finding in check.findings():
            write((", " if count else "") + json.dumps(asdict(finding), ensure_ascii=False), ending="")
            count += 1
        newest = newest_seal()
        rest = {"entries": check.entries, "chains": check.chains, "seals": check.seals, "whole": not count,
                "newest_seal": newest.hash if newest else ""}
        write("], " + json.dumps(rest)[1:])
        return count


def _line(finding: Finding) -> str:
    where = f"chain {finding.chain or '?'}, number {'?' if finding.number is None else finding.number}"
    return f"{where}, id {finding.entry or '-'}: {finding.problem}"
