"""From cells to lines: every cell is judged, every refusal named. Pure; today and the units are arguments."""

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from lms.people.services.roster import cells, dates
from lms.people.services.roster.heads import plain
from lms.people.services.roster.sheet import listed
from lms.people.services.roster.units import Unit, Units
from lms.people.services.roster.values import Line, RawRow, Refusal, Table

__all__ = ["Unit", "Units", "notes_on", "read_lines"]


class RowReader:
    """Reads one row; collects what is wrong with it instead of stopping at the first."""

    def __init__(self, raw: RawRow, table: Table, today: dt.date, units: Units, padding: tuple[bool, int]) -> None:
        self.raw, self.table, self.today, self.units, self.padding = raw, table, today, units, padding
        self.refusals: list[Refusal] = []

    def take(self, field: str, judge: Callable[[Any], Any], otherwise: Any = "") -> Any:
        """What the judge makes of the cell; `otherwise` when it is refused, and then the refusal is kept."""
        try:
            if field in self.raw.dead:
                raise cells.Refused(_("The cell holds %(formula)s without a value: open the file in Excel and save it, "
                                      "or type the value.") % {"formula": self.raw.dead[field][:100]})
            return judge(self.raw.cells.get(field, ""))
        except cells.Refused as refused:
            self.refuse(getattr(refused, "field", field), str(refused))
            return otherwise

    def refuse(self, field: str, reason: str) -> None:
        """A roster with one column for unit and section shows both kinds of refusal there."""
        if field == "section" and field not in self.table.heads:
            field = "unit"
        value = cells.shown_safely(self.raw.cells.get(field, ""))
        self.refusals.append(Refusal(self.raw.row, self.table.heads.get(field, field), value, reason))

    def read(self) -> Line | None:
        padded, width = self.padding
        number = self.take("staff_no", lambda value: cells.staff_no(
            value, padded=padded, width=width, typed=self.table.typed))
        full_name, mark, in_name = self.take("full_name", cells.name, ("", "", ""))
        unit = self._unit()
        category = self.take("category", cells.category)
        post = self.take("post", lambda value: cells.short(value, 50))
        rank = self.take("rank", lambda value: cells.short(value, 30))
        gender = self.take("gender", cells.gender)
        since = self.take("since", lambda value: dates.month(value, self.today), None)
        state, word = self.take("state", lambda value: cells.state(value, in_name), ("active", ""))
        if not post and state != "left" and not self._refused("post"):
            self.refuse("post", _("The post is missing. Type it."))
        if self.refusals:
            return None
        kind = "loan" if state == "loan" else "main"
        state = "active" if state == "loan" else state
        return Line(self.raw.row, number, full_name, mark, gender, unit, post, rank, category, kind, state, word, since,
                    self.raw.hidden)

    def _unit(self) -> str:
        if "section" in self.raw.dead:
            return self.take("section", lambda value: value)
        return self.take("unit", lambda value: self.units.find(value, self.raw.cells.get("section", "")))

    def _refused(self, field: str) -> bool:
        return any(refusal.column == self.table.heads.get(field) for refusal in self.refusals)


def read_lines(table: Table, *, today: dt.date, units: Units) -> tuple[list[Line], list[Refusal]]:
    """All lines that can be taken, and everything that cannot. Two equal numbers refuse both rows."""
    padding = _padding(table)
    readers = [RowReader(raw, table, today, units, padding) for raw in table.rows]
    lines = [line for line in (reader.read() for reader in readers) if line]
    refusals = [refusal for reader in readers for refusal in reader.refusals]
    twice = _twice(table)
    for rows in twice.values():
        reason = _why_twice(rows)
        refusals += [Refusal(raw.row, table.heads["staff_no"], cells.shown_safely(raw.cells["staff_no"]), reason)
                     for raw in rows]
    lines = [line for line in lines if line.staff_no.casefold() not in twice]
    return lines, sorted(refusals, key=lambda refusal: refusal.row)


def notes_on(lines: list[Line]) -> tuple[str, ...]:
    """What the reader should look at although nothing is refused: one name twice, and no mark to tell them apart."""
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line in lines:
        by_name[line.full_name, line.name_tag].append(line.row)
    return tuple(
        _("%(name)s stands in rows %(rows)s without a mark like （大）（小）: are these different people?")
        % {"name": f"{name}（{mark}）" if mark else name, "rows": listed(rows)}
        for (name, mark), rows in by_name.items() if len(rows) > 1
    )


def _padding(table: Table) -> tuple[bool, int]:
    """(whether numbers here begin with zeros, how long these are: 0 when they differ)."""
    numbers = [plain(raw.cells["staff_no"]) for raw in table.rows if isinstance(raw.cells["staff_no"], str)]
    widths = {len(number) for number in numbers if number.startswith("0")}
    return bool(widths), widths.pop() if len(widths) == 1 else 0


def _number(raw: RawRow) -> str:
    """The number two rows may have in common, however it is written: a001 and A001 are one."""
    return plain(cells.cleaned(cells.shown(raw.cells["staff_no"]))).casefold()


def _twice(table: Table) -> dict[str, list[RawRow]]:
    """Rows by number, for the numbers that stand more than once."""
    by_number: dict[str, list[RawRow]] = defaultdict(list)
    for raw in table.rows:
        by_number[_number(raw)].append(raw)
    return {number: rows for number, rows in by_number.items() if number and len(rows) > 1}


def _why_twice(rows: list[RawRow]) -> str:
    numbers = listed([raw.row for raw in rows])
    said = {tuple(unicodedata.normalize("NFKC", cells.shown(value)).strip() for value in raw.cells.values())
            for raw in rows}
    if len(said) == 1:
        return _("Rows %(rows)s say the same. Delete all but one.") % {"rows": numbers}
    return _("This staff number stands in rows %(rows)s. Each person has one of his own: correct it, or delete a row."
             ) % {"rows": numbers}
