"""A unit by whatever a roster calls it: full name, short name, nickname, or 上级单位-科室 in one cell. Pure."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lms.people.services.roster import cells
from lms.people.services.roster.heads import plain

SEPARATORS = "-—–/\\>｜|→·、"
LONGEST_NAME = 100  # characters; a longer text is no name, and not taken apart into two
MOST_SUGGESTED = 200  # unknown names; past that nobody reads suggestions, and looking for them takes time


@dataclass(frozen=True)
class Unit:
    """A unit a roster may name. `successor` is the name of the unit that took over from a closed one."""

    code: str
    path: str
    is_root: bool
    closed: bool
    successor: str = ""


class WrongUnit(cells.Refused):
    """A refusal that knows its field: unit or section."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class Units:
    """Units by plain name; where several have the same name, a sequence of them."""

    def __init__(self, by_name: Mapping[str, Unit | Sequence[Unit]]) -> None:
        self.by_name = {name: (units,) if isinstance(units, Unit) else tuple(units) for name, units in by_name.items()}
        self.suggested: dict[str, str] = {}
        self.found: dict[tuple[str, str], str] = {}

    def find(self, unit: Any, section: Any) -> str:
        """The code of the section, or of the unit where no section is named. Raises WrongUnit or Refused."""
        key = (cells.text(unit), self._section(section))
        if key not in self.found:
            self.found[key] = self._find(plain(key[0]), plain(key[1]))
        return self.found[key]

    @staticmethod
    def _section(section: Any) -> str:
        try:
            return cells.text(section)
        except cells.Refused as refused:
            raise WrongUnit("section", str(refused)) from refused

    def _find(self, unit: str, section: str) -> str:
        above = self._named(unit, "unit")
        if not section:
            if above.is_root:
                raise WrongUnit("section",
                                _("The section is missing: nobody is posted to the bureau as a whole. Type it."))
            return above.code
        return self._named(section, "section", above).code

    def _named(self, name: str, field: str, above: Unit | None = None) -> Unit:
        if not name:
            raise WrongUnit(field, _("The unit is missing. Type it."))
        known = self.by_name.get(name) or tuple(self._compound(name))
        if not known:
            raise WrongUnit(field, self._unknown(name))
        here = [unit for unit in known if above is None or unit.path.startswith(above.path)]
        if not here:
            raise WrongUnit(field, _("This section is not in that unit. Correct one of the two."))
        standing = [unit for unit in here if not unit.closed]
        if not standing:
            raise WrongUnit(field, _closed(here[0]))
        return self._only(standing, field)

    @staticmethod
    def _only(units: list[Unit], field: str) -> Unit:
        """Of several the one that stands highest, if it stands alone there."""
        highest = min(len(unit.path) for unit in units)
        found = {unit.code: unit for unit in units if len(unit.path) == highest}
        if len(found) > 1:
            raise WrongUnit(field, _("Several units have this name. Name the unit above it as well."))
        return next(iter(found.values()))

    def _compound(self, name: str) -> Iterator[Unit]:
        """市局-办公室, 市局/办公室 or 市局办公室: the second where it stands below the first."""
        for at in range(1, len(name) if len(name) <= LONGEST_NAME else 0):
            first, second = name[:at].rstrip(SEPARATORS), name[at:].lstrip(SEPARATORS)
            for above in self.by_name.get(first, ()):
                yield from (unit for unit in self.by_name.get(second, ())
                            if unit.path.startswith(above.path) and unit.path != above.path)

    def _unknown(self, name: str) -> str:
        if name not in self.suggested and len(self.suggested) < MOST_SUGGESTED:
            last = name.replace("/", "-").rpartition("-")[2]
            near = difflib.get_close_matches(name[:50], self.by_name, n=3, cutoff=0.5) or difflib.get_close_matches(
                last[:50], self.by_name, n=3, cutoff=0.5)
            self.suggested[name] = "、".join(near)
        if near_names := self.suggested.get(name):
            return _("There is no unit of this name. Did you mean: %(names)s?") % {"names": near_names}
        return _("There is no unit of this name. Correct it, or have the unit made first.")


def _closed(unit: Unit) -> str:
    if unit.successor:
        return _("This unit is closed; its work went to %(successor)s. Write the unit the person belongs to now."
                 ) % {"successor": unit.successor}
    return _("This unit is closed. Write the unit the person belongs to now.")
