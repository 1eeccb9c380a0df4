"""A file of sheets, row by row: what each would do, or why not. Reads only, in a constant number of queries."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from lms.assessment.models import Attempt
from lms.assessment.regrading.marking import rulings_on
from lms.assessment.regrading.rules import marked
from lms.assessment.sheets import rules
from lms.assessment.sheets.lines import LineRefused, Sheet, read_cells
from lms.assessment.sheets.models import PaperSet, SetPaper, SheetEntry
from lms.assessment.sheets.refusals import WORDS
from lms.assessment.sheets.services import same
from lms.people.access import has_role
from lms.people.models import User
from lms.study.models import Enrolment

NEW, SAME, REFUSED = "new", "same", "refused"


@dataclass(frozen=True)
class RawRow:
    """A row of the file as it stands there; `row` is its number in the sheet."""

    row: int
    staff_no: str
    name: str
    letter: str
    cells: dict[int, str]


@dataclass(frozen=True)
class JudgedRow:
    raw: RawRow
    kind: str
    reasons: tuple[str, ...] = ()
    score: Decimal | None = None
    enrolment: Enrolment | None = None
    printed: SetPaper | None = None
    sheet: Sheet | None = None

    def kept(self) -> dict[str, Any]:
        """As the file's row is stored and shown."""
        return {
            "row": self.raw.row, "staff_no": self.raw.staff_no, "name": self.raw.name, "letter": self.raw.letter,
            "cells": {str(number): text for number, text in self.raw.cells.items()}, "kind": self.kind,
            "reasons": list(self.reasons), "score": None if self.score is None else f"{self.score.normalize():f}",
        }


@dataclass(frozen=True)
class Known:
    """What the database says of the people in the file."""

    papers: dict[str, SetPaper]
    people: dict[str, User]
    enrolments: dict[str, Enrolment]
    standing: dict[int, SheetEntry]
    ends_at: dt.datetime
    by: User
    is_hr: bool
    at: dt.datetime
    seen: Counter = field(default_factory=Counter)
    rulings: tuple = ()

    def score(self, printed: SetPaper, sheet: Sheet) -> Decimal:
        """By what holds now."""
        return marked(printed.paper, sheet.answers, self.rulings, sheet.points).score


def raw_of(kept: dict[str, Any]) -> RawRow:
    """A stored row, to be judged again."""
    cells = {int(number): text for number, text in kept["cells"].items()}
    return RawRow(kept["row"], kept["staff_no"], kept["name"], kept["letter"], cells)


def judge(paper_set: PaperSet, rows: Iterable[RawRow], *, by: User, at: dt.datetime) -> list[JudgedRow]:
    """Every row as new, the same as entered, or refused with all its reasons."""
    rows = list(rows)
    known = _known(paper_set, rows, by, at)
    return [_judge(row, known) for row in rows]


def _known(paper_set: PaperSet, rows: list[RawRow], by: User, at: dt.datetime) -> Known:
    numbers = {row.staff_no for row in rows}
    live = Attempt.objects.unmarked().filter(enrolment=OuterRef("pk"))
    enrolments = Enrolment.objects.filter(
        person__staff_no__in=numbers, course=paper_set.version.course_id, cycle=paper_set.cycle
    ).select_related("person").annotate(is_live=Exists(live))
    standing = SheetEntry.objects.filter(paper_set=paper_set, replaced_at__isnull=True)
    papers = {paper.letter: paper for paper in paper_set.papers.all()}
    return Known(
        papers=papers, rulings=rulings_on(*(paper.paper for paper in papers.values())),
        people={person.staff_no: person for person in User.objects.filter(staff_no__in=numbers)},
        enrolments={row.person.staff_no: row for row in enrolments},
        standing={entry.enrolment_id: entry for entry in standing},
        ends_at=paper_set.ends_at, by=by, is_hr=has_role(by, "hr"), at=at,
        seen=Counter(row.staff_no for row in rows),
    )


def _judge(row: RawRow, known: Known) -> JudgedRow:
    reasons = _of_person(row, known)
    printed = known.papers.get(row.letter.upper())
    if printed is None:
        reasons.append(_("Say which paper it is: A or B."))
        return JudgedRow(row, REFUSED, tuple(reasons))
    try:
        sheet = read_cells(printed.paper, row.cells)
    except LineRefused as refused:
        return JudgedRow(row, REFUSED, (*reasons, *refused.reasons))
    enrolment = known.enrolments.get(row.staff_no)
    if reasons or enrolment is None:
        return JudgedRow(row, REFUSED, tuple(reasons))
    kind, reason = _of_entry(enrolment, printed, sheet, known)
    return JudgedRow(row, kind, (reason,) if reason else (), known.score(printed, sheet), enrolment, printed, sheet)


def _of_person(row: RawRow, known: Known) -> list[str]:
    person = known.people.get(row.staff_no)
    if person is None:
        return [_("There is nobody of the number “%(number)s”.") % {"number": row.staff_no[:20]}]
    reasons = []
    if row.name and row.name not in (person.full_name, person.display_name):
        reasons.append(_("Number %(number)s is %(person)s, not “%(name)s”.")
                       % {"number": row.staff_no, "person": person.display_name, "name": row.name[:30]})
    if known.seen[row.staff_no] > 1:
        reasons.append(_("Number %(number)s stands more than once in the file.") % {"number": row.staff_no})
    if row.staff_no not in known.enrolments:
        reasons.append(str(WORDS["not_enrolled"]))
    return reasons


def _of_entry(enrolment: Any, printed: SetPaper, sheet: Sheet, known: Known) -> tuple[str, str]:
    """(kind, reason)."""
    entry = known.standing.get(enrolment.pk)
    if entry and same(entry, printed, sheet):
        return SAME, ""
    if entry:
        return REFUSED, str(WORDS["entered"])
    code = rules.why_not_enter(
        is_hr=known.is_hr, own=known.by.pk == enrolment.person_id, ends_at=known.ends_at, at=known.at,
        live=enrolment.is_live, passed=enrolment.passed_at is not None,
    )
    return (REFUSED, str(WORDS[code])) if code else (NEW, "")
