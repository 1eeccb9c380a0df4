"""What the cells' reader does not say of a .xlsx: hidden rows, formulas without a value, and how large a sheet gets.

One pass over each part in pieces. A document type is refused, so no entity is ever expanded.
"""

import posixpath
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from lms.people.services.roster.formats import damaged, too_big
from lms.people.services.roster.values import RosterUnreadable
from lms.people.services.roster.zipped import Package

DIGITS = "0123456789"
MOST_TEXT = 60_000_000  # characters of all cells together; 120,000 full rows have about 15 million
MOST_HIDDEN = 1_048_576


@dataclass(frozen=True)
class Facts:
    """Of one sheet: hidden rows (from 1), cells without a usable value, by (row, column) from 0, and its used size."""

    hidden: frozenset[int] = frozenset()
    dead: dict[tuple[int, int], str] | None = None
    rows: int = 0
    columns: int = 0


def parse(pieces: Iterator[bytes], start: Callable, chars: Callable | None = None) -> None:
    """Feed a document to the handlers. Raises RosterUnreadable for what is no XML or brings a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = chars
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except RosterUnreadable:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged() from error


def _refuse_doctype(*_args: object) -> None:
    raise damaged()


def local(name: str) -> str:
    return name.rpartition(":")[2]


def sheet_parts(package: Package) -> dict[str, str]:
    """Part by sheet name. Raises RosterUnreadable when a name or a relation stands twice."""
    sheets: list[tuple[str, str]] = []
    targets: list[tuple[str, str]] = []

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            by_name = {local(key): value for key, value in attributes.items()}
            sheets.append((by_name.get("name", ""), by_name.get("id", "")))

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            targets.append((attributes.get("Id", ""), attributes.get("Target", "")))

    parse(package.pieces("xl/workbook.xml"), sheet)
    parse(package.pieces("xl/_rels/workbook.xml.rels"), relation)
    by_id = dict(targets)
    if len(by_id) != len(targets) or len(dict(sheets)) != len(sheets):
        raise damaged()
    # Joining to an absolute target gives the target.
    return {name: posixpath.normpath(posixpath.join("/xl", by_id.get(key, ""))).lstrip("/") for name, key in sheets}


def text_lengths(package: Package) -> list[int]:
    """Length of each shared text, in characters."""
    lengths: list[int] = []
    if "xl/sharedstrings.xml" not in package.parts:
        return lengths

    def start(name: str, _attributes: dict[str, str]) -> None:
        if local(name) == "si":
            lengths.append(0)

    def chars(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    parse(package.pieces("xl/sharedstrings.xml"), start, chars)
    return lengths


def facts_of(package: Package, part: str, lengths: list[int]) -> Facts:
    """One sheet's facts. Raises RosterUnreadable when its texts would fill the memory."""
    scan = _Scan()
    parse(package.pieces(part), scan.start, scan.chars)
    scan.close_cell()
    weight = sum(lengths[int(index)] * times for index, times in scan.uses.items()
                 if index.isascii() and index.isdigit() and int(index) < len(lengths))
    if weight > MOST_TEXT:
        raise too_big()
    return Facts(frozenset(scan.hidden), scan.dead, scan.most_rows(), scan.most_columns())


class _Scan:
    """Handlers of one sheet. A cell is closed by whatever begins after it, which spares the end-of-element calls."""

    def __init__(self) -> None:
        self.hidden: set[int] = set()
        self.dead: dict[tuple[int, int], str] = {}
        self.uses: Counter[str] = Counter()
        self.letters: set[str] = set()
        self.numbers: set[str] = set()
        self.row = 0
        self.cell, self.kind, self.has_value = "A1", "", False
        self.formula: list[str] | None = None
        self.value: list[str] | None = None
        self.into: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name if ":" not in name else local(name)
        if tag == "c":
            self.close_cell()
            self.cell, self.kind = attributes.get("r") or self._next_cell(), attributes.get("t", "")
        elif tag == "v":
            self._used()
            if self.kind in ("s", "e") or self.formula is not None:
                self.into = self.value = []
        elif tag == "is":
            self._used()
        elif tag == "f":
            self.into = self.formula = []
        elif tag == "row":
            self._row(attributes)

    def chars(self, data: str) -> None:
        if self.into is not None:
            self.into.append(data)

    def close_cell(self) -> None:
        """Keep what the cell that ends here was."""
        if self.value is None and self.formula is None:
            return
        value = "".join(self.value or ()).strip()
        if self.kind == "s":
            self.uses[value] += 1
        if self.kind == "e" or (self.formula is not None and not value and self.kind not in ("str", "inlineStr")):
            formula = "" if self.formula is None else "=" + "".join(self.formula).strip()
            self.dead[place(self.cell)] = " ".join(part for part in (formula, value) if part) or "#"
        self.formula = self.value = self.into = None

    def most_rows(self) -> int:
        return max((int(number) for number in self.numbers if number), default=0)

    def most_columns(self) -> int:
        return max((column_number(letters) + 1 for letters in self.letters), default=0)

    def _row(self, attributes: dict[str, str]) -> None:
        self.close_cell()
        number = attributes.get("r", "")
        self.row = int(number) if number.isascii() and number.isdigit() else self.row + 1
        self.cell = f"{self.row}"
        if attributes.get("hidden") in ("1", "true") and len(self.hidden) < MOST_HIDDEN:
            self.hidden.add(self.row)

    def _next_cell(self) -> str:
        """Where a cell without an address stands: right of the one before."""
        letters = self.cell.rstrip(DIGITS)
        return f"{column_letters(column_number(letters) + 1 if letters else 0)}{self.row}"

    def _used(self) -> None:
        self.into = None
        letters = self.cell.rstrip(DIGITS)
        self.letters.add(letters)
        self.numbers.add(self.cell[len(letters) :])


def place(cell: str) -> tuple[int, int]:
    """(row, column) from 0 of AB12."""
    letters = cell.rstrip(DIGITS)
    return int(cell[len(letters) :] or 1) - 1, column_number(letters)


def column_number(letters: str) -> int:
    """A → 0, AB → 27. Raises RosterUnreadable for what is no column."""
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise damaged()
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def column_letters(number: int) -> str:
    """0 → A, 27 → AB."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
