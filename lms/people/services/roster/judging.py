"""What a roster would do: read, set against the register, counted, and kept row by row until HR confirms."""

import datetime as dt
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.people.models import Department, ImportRow, ImportRun, PeopleSettings
from lms.people.services.roster import reading
from lms.people.services.roster.cells import shown
from lms.people.services.roster.comparing import Comparer, Kind, Known, Verdict, absent, covered
from lms.people.services.roster.heads import plain
from lms.people.services.roster.register import Tree, known_people, known_units, missing_from, staff_of
from lms.people.services.roster.sheet import read_table
from lms.people.services.roster.values import Line, RawRow, Refusal, Table
from lms.people.services.units.tree import lock_tree

Tell = Callable[[int, int, str], None]
BATCH = 2000
MOST_ROWS_NAMED = 20
# Fifteen digits and more are an identity number, a bank card: not needed, so not kept (design 1, law 5).
LONG_NUMBER = re.compile(r"(?:\d[\s-]?){14,}[\dXx]")
COUNTERS = {Kind.JOINER: "joiners", Kind.MOVER: "movers", Kind.LEAVER: "leavers", Kind.CHANGED: "changed",
            Kind.UNCHANGED: "unchanged", Kind.REFUSED: "refused"}


def silent(done: int, total: int, note: str) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True)
class Judgement:
    """A roster set against the register of one day. `blocked` says why it cannot be written; empty when it can."""

    verdicts: tuple[Verdict, ...]
    table: Table
    tree: Tree
    known: Known
    today: dt.date
    drawn_up_on: dt.date
    notes: tuple[str, ...]
    blocked: str
    fingerprint: str

    def of(self, *kinds: str) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.kind in kinds]


def judge(content: bytes, *, complete: bool, today: dt.date, lock: bool = False, tell: Tell = silent) -> Judgement:
    """Nothing is written. `lock`: units and the people concerned stay as they are until the transaction ends.

    Raises RosterUnreadable.
    """
    tell(0, 4, _("Reading the file"))
    if lock:
        lock_tree()
    table, tree = read_table(content), known_units()
    lines, refused = reading.read_lines(table, today=today, units=tree.names)
    tell(1, 4, _("Comparing %(count)s rows with the register") % {"count": len(table.rows)})
    numbers = {plain(shown(raw.cells["staff_no"])) for raw in table.rows} | {line.staff_no for line in lines}
    known = known_people(numbers, today, lock=lock)
    comparer = Comparer(table=table, known=known, today=today)
    verdicts = [comparer.compare(line) for line in lines] + refused_rows(table, refused)
    unit = covered(tree.by_code, {line.unit for line in lines if line.unit})
    if complete:
        verdicts += absent(missing_from(numbers, unit, today, lock=lock), today)
    verdicts.sort(key=lambda verdict: (verdict.row is None, verdict.row or 0))
    blocked = why_blocked(verdicts, unit, today)
    tell(2, 4, "")
    return Judgement(tuple(verdicts), table, tree, known, today, comparer.drawn_up_on,
                     (*notes_on(table, lines, unit if complete else None), *renamed(verdicts)), blocked,
                     fingerprint(verdicts, blocked))


def refused_rows(table: Table, refusals: list[Refusal]) -> list[Verdict]:
    """One verdict a row, with everything that is wrong with it."""
    by_row: dict[int, list[Refusal]] = defaultdict(list)
    for refusal in refusals:
        by_row[refusal.row].append(refusal)
    raws = {raw.row: raw for raw in table.rows}
    return [_refused(raws[row], tuple(reasons)) for row, reasons in by_row.items()]


def _refused(raw: RawRow, reasons: tuple[Refusal, ...]) -> Verdict:
    number, name = (plain(shown(raw.cells.get(column, ""))) for column in ("staff_no", "full_name"))
    return Verdict(Kind.REFUSED, raw.row, number, name, hidden=raw.hidden, reasons=reasons)


def why_blocked(verdicts: list[Verdict], unit: Department | None, today: dt.date) -> str:
    """Why this roster cannot be written: a refusal, too many leavers, or nothing to write; empty when it can."""
    counts = Counter(verdict.kind for verdict in verdicts)
    if counts[Kind.REFUSED]:
        return _("Rows refused: %(count)s. All rows are written or none: correct them in the file and upload it "
                 "again.") % {"count": counts[Kind.REFUSED]}
    if sentence := too_many_leavers(counts[Kind.LEAVER], unit, today):
        return sentence
    if counts[Kind.UNCHANGED] == len(verdicts):
        return _("Everything is in the register as the roster has it: there is nothing to write.")
    return ""


def too_many_leavers(leavers: int, unit: Department | None, today: dt.date) -> str:
    """The circuit breaker: half a file must not empty half a bureau. Empty when there are not too many."""
    limits: PeopleSettings = PeopleSettings.load()
    if leavers <= limits.always_allowed_leavers:
        return ""
    staff = staff_of(unit, today).count()
    allowed = max(limits.always_allowed_leavers, staff * limits.max_leavers_percent // 100)
    if leavers <= allowed:
        return ""
    return _("%(leavers)s of %(staff)s people of %(unit)s would leave; one roster may bring %(allowed)s leavers at "
             "most. Is a part of the file missing? If so many do leave, have the limit raised in the settings of the "
             "staff register.") % {"leavers": leavers, "staff": staff, "unit": unit or "", "allowed": allowed}


def notes_on(table: Table, lines: list[Line], unit: Department | None) -> tuple[str, ...]:
    """What the reader should know of the file as a whole."""
    notes = [*table.notes, *reading.notes_on(lines)]
    if unit:
        notes.append(_("The roster names everyone of %(unit)s: whoever holds a post there and is not in the file is "
                       "taken as left.") % {"unit": unit})
    return tuple(notes)


def renamed(verdicts: list[Verdict]) -> tuple[str, ...]:
    """A number under another name may be a corrected name, or a number given to a second person."""
    rows = [str(one.row) for one in verdicts if "full_name" in one.before]
    if not rows:
        return ()
    more = "…" if rows[MOST_ROWS_NAMED:] else ""
    return (_("Another name under a known number, row %(rows)s: make sure it is the same person. A number is never "
              "given to a second one.") % {"rows": ", ".join(rows[:MOST_ROWS_NAMED]) + more},)


def fingerprint(verdicts: list[Verdict], blocked: str) -> str:
    """The same as long as the same would be written."""
    seal = hashlib.sha256(blocked.encode())
    for one in verdicts:
        said = [one.kind, one.row, one.staff_no, one.before, one.after, [reason.reason for reason in one.reasons]]
        seal.update(json.dumps(said, sort_keys=True).encode())
    return seal.hexdigest()


def keep(run: ImportRun, judgement: Judgement, *, notes: tuple[str, ...] = (), tell: Tell = silent) -> None:
    """The judgement in place of whatever the run said before: one row each, and the counters."""
    ImportRow.objects.filter(run=run).delete()
    tell(3, 4, _("Keeping the preview"))
    ImportRow.objects.bulk_create((_row(run, verdict) for verdict in judgement.verdicts), batch_size=BATCH)
    counts = Counter(verdict.kind for verdict in judgement.verdicts)
    for kind, name in COUNTERS.items():
        setattr(run, name, counts[kind])
    run.state = ImportRun.State.PREVIEWED
    run.drawn_up_on = judgement.table.drawn_up_on
    run.notes = [masked(note) for note in (*notes, *judgement.notes)]
    run.blocked, run.fingerprint = judgement.blocked[:300], judgement.fingerprint
    run.save(update_fields=["state", "drawn_up_on", "notes", "blocked", "fingerprint", *COUNTERS.values()])


def _row(run: ImportRun, verdict: Verdict) -> ImportRow:
    reasons = [{"column": one.column, "value": masked(one.value), "reason": one.reason} for one in verdict.reasons]
    return ImportRow(
        run=run, row=verdict.row, hidden=verdict.hidden, kind=verdict.kind, staff_no=masked(verdict.staff_no)[:50],
        full_name=masked(verdict.full_name)[:60], person=verdict.person, before=verdict.before, after=verdict.after,
        reasons=reasons,
    )


def masked(text: str) -> str:
    """Without identity numbers."""
    return LONG_NUMBER.sub(lambda found: f"{found[0][:2]}…（{len(found[0])}）", text)
