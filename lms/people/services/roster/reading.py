"""From cells to lines: every cell is judged, every refusal named. Pure; today and the units are arguments."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.people.services.roster import cells
from lms.people.services.roster.sheet import plain
from lms.people.services.roster.values import Line, RawRow, Refusal, Table


@dataclass(frozen=True)
class Unit:
    """A unit a roster may name."""

    code: str
    path: str
    is_root: bool
    closed: bool


class Units:
    """Units by full name, short name and nickname."""

    def __init__(self, by_name: dict[str, Unit]) -> None:
        self.by_name = by_name

    def find(self, unit: Any, section: Any) -> str:
        """The code of the section, or of the unit where no section is named. Raises Refused."""
        above = self._named(unit, "unit")
        below = plain(section)
        if below in cells.NOTHING:
            if above.is_root:
                raise _Wrong("section", _("The section is missing: nobody is posted to the bureau as a whole."))
            return above.code
        found = self._named(section, "section")
        if not found.path.startswith(above.path):
            raise _Wrong("section", _("This section is not in that unit."))
        return found.code

    def _named(self, value: Any, field: str) -> Unit:
        name = plain(value)
        if not name:
            raise _Wrong(field, _("The unit is missing."))
        if name not in self.by_name:
            raise _Wrong(field, _("There is no unit of this name. Correct it, or have the unit made first."))
        if self.by_name[name].closed:
            raise _Wrong(field, _("This unit is closed."))
        return self.by_name[name]


class _Wrong(cells.Refused):
    """A refusal that knows its field."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class RowReader:
    """Reads one row; collects what is wrong with it instead of stopping at the first."""

    def __init__(self, raw: RawRow, table: Table, today: dt.date, units: Units, padded: bool) -> None:
        self.raw, self.table, self.today, self.units, self.padded = raw, table, today, units, padded
        self.refusals: list[Refusal] = []

    def take(self, field: str, judge: Callable[[Any], Any], otherwise: Any = "") -> Any:
        try:
            return judge(self.raw.cells.get(field, ""))
        except cells.Refused as refused:
            self.refuse(getattr(refused, "field", field), str(refused))
            return otherwise

    def refuse(self, field: str, reason: str) -> None:
        value = cells.shown(self.raw.cells.get(field, ""))
        self.refusals.append(Refusal(self.raw.row, self.table.heads.get(field, field), value, reason))

    def read(self) -> Line | None:
        number = self.take("staff_no", lambda value: cells.staff_no(value, padded=self.padded))
        full_name, mark, in_name = self.take("full_name", cells.name, ("", "", ""))
        unit = self.take("unit", lambda value: self.units.find(value, self.raw.cells.get("section", "")))
        category = self.take("category", cells.category)
        post = self.take("post", lambda value: cells.short(value, 50))
        rank = self.take("rank", lambda value: cells.short(value, 30))
        gender = self.take("gender", lambda value: cells.short(value, 2))
        since = self.take("since", lambda value: cells.month(value, self.today), None)
        state, word = self.take("state", lambda value: cells.state(value, in_name), ("active", ""))
        if not post and state != "left" and not self._refused("post"):
            self.refuse("post", _("The post is missing."))
        if self.refusals:
            return None
        kind = "loan" if state == "loan" else "main"
        state = "active" if state == "loan" else state
        return Line(self.raw.row, number, full_name, mark, gender, unit, post, rank, category, kind, state, word, since)

    def _refused(self, field: str) -> bool:
        return any(refusal.column == self.table.heads.get(field) for refusal in self.refusals)


def read_lines(table: Table, *, today: dt.date, units: Units) -> tuple[list[Line], list[Refusal]]:
    """All lines that can be taken, and everything that cannot. Two equal numbers refuse both rows."""
    padded = any(isinstance(raw.cells["staff_no"], str) and plain(raw.cells["staff_no"]).startswith("0")
                 for raw in table.rows)
    readers = [RowReader(raw, table, today, units, padded) for raw in table.rows]
    lines = [line for line in (reader.read() for reader in readers) if line]
    refusals = [refusal for reader in readers for refusal in reader.refusals]
    twice = _twice(table)
    refusals += [Refusal(raw.row, table.heads["staff_no"], cells.shown(raw.cells["staff_no"]),
                         _("This staff number stands in rows %(rows)s.") % {"rows": ", ".join(map(str, twice[number]))})
                 for raw in table.rows if (number := plain(raw.cells["staff_no"])) in twice]
    lines = [line for line in lines if line.staff_no not in twice]
    return lines, sorted(refusals, key=lambda refusal: refusal.row)


def _twice(table: Table) -> dict[str, list[int]]:
    """Rows by number, for the numbers that stand more than once."""
    counted = Counter(plain(raw.cells["staff_no"]) for raw in table.rows)
    many = {number for number, times in counted.items() if number and times > 1}
    return {number: [raw.row for raw in table.rows if plain(raw.cells["staff_no"]) == number] for number in many}
