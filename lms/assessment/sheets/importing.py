"""A filled-in workbook: kept and judged when it is uploaded, written when it was seen and confirmed; all or nothing."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable

from django.db import transaction

from lms.assessment.sheets import files, judging
from lms.assessment.sheets.models import PaperSet, SheetFile
from lms.assessment.sheets.services import enter
from lms.audit import services as audit
from lms.people.models import User

Tell = Callable[[int, int], None]


class FileChanged(Exception):  # noqa: N818 - a refusal, not a defect
    """What the file would do is no longer what was seen: somebody entered or sat meanwhile. Nothing was written."""


@transaction.atomic
def receive(*, paper_set: PaperSet, content: bytes, name: str, by: User, at: dt.datetime) -> SheetFile:
    """Judge the file and keep what it says; nothing is entered. Raises files.FileRefused."""
    rows = judging.judge(paper_set, files.read(content), by=by, at=at)
    return SheetFile.objects.create(
        paper_set=paper_set, name=name[:200], rows=[row.kept() for row in rows], uploaded_by=by, uploaded_at=at
    )


def fingerprint(file: SheetFile) -> str:
    """Of what its preview shows: who confirms, confirms this."""
    return hashlib.sha256(json.dumps(file.rows, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def write(*, file: SheetFile, seen: str, by: User, at: dt.datetime, tell: Tell = lambda done, total: None) -> int:
    """Enter every new row; how many. Once written it writes no more. Raises FileChanged, SheetRefused.

    Where the rows are no longer what was seen, the preview is made anew and nothing is written.
    """
    with transaction.atomic():
        file = SheetFile.objects.select_for_update(of=("self",)).select_related("paper_set__version").get(pk=file.pk)
        if file.written_at:
            return 0
        rows = judging.judge(file.paper_set, map(judging.raw_of, file.rows), by=by, at=at)
        if fingerprint(file) == seen and _outcomes(rows) == _kept_outcomes(file) and not refused(file):
            return _write(file, rows, by, at, tell)
        SheetFile.objects.filter(pk=file.pk).update(rows=[row.kept() for row in rows])
    raise FileChanged


def _write(file: SheetFile, rows: list[judging.JudgedRow], by: User, at: dt.datetime, tell: Tell) -> int:
    new = [row for row in rows if row.kind == judging.NEW]
    for done, row in enumerate(new):
        tell(done, len(new))
        if row.printed and row.enrolment and row.sheet:
            enter(printed=row.printed, enrolment=row.enrolment, sheet=row.sheet, by=by, at=at)
    SheetFile.objects.filter(pk=file.pk).update(written_at=at, written_by=by)
    audit.record(action="assessment.import_sheets", actor=by,
                 target=f"{file.paper_set.version.course.code} {file.paper_set.code}",
                 detail={"file": file.name, "entered": len(new)})
    return len(new)


def _outcomes(rows: list[judging.JudgedRow]) -> list[tuple]:
    """What counts of a preview; its words depend on who reads."""
    return [(kept["kind"], kept["score"]) for kept in (row.kept() for row in rows)]


def _kept_outcomes(file: SheetFile) -> list[tuple]:
    return [(row["kind"], row["score"]) for row in file.rows]


def refused(file: SheetFile) -> int:
    return counts(file)[judging.REFUSED]


def counts(file: SheetFile) -> dict[str, int]:
    """How many rows of each kind."""
    found = [row["kind"] for row in file.rows]
    return {kind: found.count(kind) for kind in (judging.NEW, judging.SAME, judging.REFUSED)}
