"""An old .xls: the container's chains and the sheet's records, walked once so that nothing later runs in circles.

Layouts: [MS-CFB] 2.2 to 2.6 (container), [MS-XLS] 2.4 (records).
"""

import struct
from array import array
from collections.abc import Iterator

from lms.people.services.roster.formats import STREAMS, damaged, no_spreadsheet, protected
from lms.people.services.roster.sheetxml import Facts

END = 0xFFFFFFFA  # and above: no sector
ENTRY = 128  # bytes
FILE_PASS, BOUND_SHEET, END_OF_PART, ROW, FORMULA, ERROR_CELL, MANY_NUMBERS = 0x2F, 0x85, 0x0A, 0x208, 0x06, 0x205, 0xBD
CELLS = {FORMULA, ERROR_CELL, MANY_NUMBERS, 0x203, 0x204, 0x27E, 0xFD, 0xD6}
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
MOST_RECORDS = 5_000_000
HIDDEN_ROW = 0x20


class Container:
    """The streams of a compound file by name. Raises RosterUnreadable when a chain is broken or goes in circles."""

    def __init__(self, content: bytes) -> None:
        try:
            self._open(content)
        except (struct.error, IndexError, ValueError, OverflowError) as error:
            raise damaged() from error

    def _open(self, content: bytes) -> None:
        self.content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise damaged()
        self.size = 1 << shift
        first_dir, self.cutoff, first_mini, first_table = struct.unpack_from("<I4xIIxxxxI", content, 48)
        self.fat = self._table(struct.unpack_from("<109I", content, 76), first_table)
        directory = self._chain(first_dir)
        entries = [directory[at : at + ENTRY] for at in range(0, len(directory) - ENTRY + 1, ENTRY)]
        self.mini_fat = _numbers(self._chain(first_mini))
        self.mini = self._chain(struct.unpack_from("<I", entries[0], 116)[0])
        self.streams = {name: data for entry in entries[1:] if (name := _name(entry)) for data in [self._stream(entry)]}

    def _sector(self, number: int) -> bytes:
        data = self.content[(number + 1) * self.size : (number + 2) * self.size]
        if not data:
            raise damaged()
        return data

    def _table(self, first: tuple[int, ...], more: int) -> array:
        """The table of sectors; its own sectors are listed in the header and, for large files, in a chain."""
        listed, steps = [number for number in first if number < END], 0
        while more < END:
            numbers = _numbers(self._sector(more))
            listed += [number for number in numbers[:-1] if number < END]
            more, steps = numbers[-1], steps + 1
            if steps > len(self.content) // self.size:
                raise damaged()
        return _numbers(b"".join(self._sector(number) for number in listed))

    def _chain(self, number: int) -> bytes:
        found: list[bytes] = []
        while number < END:
            found.append(self._sector(number))
            number = self.fat[number]
            if len(found) > len(self.fat):
                raise damaged()
        return b"".join(found)

    def _stream(self, entry: bytes) -> bytes:
        number, size = struct.unpack_from("<II", entry, 116)
        if not size or entry[66] != 2:
            return b""
        data = self._chain(number) if size >= self.cutoff else self._mini_chain(number)
        if len(data) < size:
            raise damaged()
        return data[:size]

    def _mini_chain(self, number: int) -> bytes:
        found: list[bytes] = []
        while number < END:
            found.append(self.mini[number * 64 : number * 64 + 64])
            number = self.mini_fat[number]
            if len(found) > len(self.mini_fat):
                raise damaged()
        return b"".join(found)


def _numbers(data: bytes) -> array:
    return array("I", data[: len(data) // 4 * 4])


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")


def facts_of_book(content: bytes) -> list[Facts]:
    """The facts of each sheet, in the book's order. Raises RosterUnreadable for what is no open .xls."""
    streams = Container(content).streams
    if "EncryptedPackage" in streams:
        raise protected()
    for name, what in STREAMS.items():
        if name in streams:
            raise no_spreadsheet(what)
    book = streams.get("Workbook") or streams.get("Book")
    if not book:
        raise damaged()
    offsets = []
    for kind, data in _records(book, 0):
        if kind == FILE_PASS:
            raise protected()
        if kind == BOUND_SHEET and len(data) >= 6:
            offsets.append(struct.unpack_from("<I", data)[0])
    return [_facts(book, offset) for offset in offsets]


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(kind, data) up to the end of the part that begins here."""
    for _count in range(MOST_RECORDS):
        if at + 4 > len(book):
            return
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        if kind == END_OF_PART:
            return
        at += 4 + size
    raise damaged()


def _facts(book: bytes, offset: int) -> Facts:
    hidden, dead, rows, columns = set(), {}, 0, 0
    for kind, data in _records(book, offset):
        if kind == ROW and len(data) >= 14 and struct.unpack_from("<H", data, 12)[0] & HIDDEN_ROW:
            hidden.add(struct.unpack_from("<H", data)[0] + 1)
        elif kind in CELLS and len(data) >= 6:
            row, column = struct.unpack_from("<HH", data)
            last = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == MANY_NUMBERS else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, last + 1)
            if error := _error(kind, data):
                dead[row, column] = error
    return Facts(frozenset(hidden), dead, rows, columns)


def _error(kind: int, data: bytes) -> str:
    """The error value a cell shows; empty when it shows none."""
    if kind == ERROR_CELL and len(data) >= 8 and data[7]:
        return ERRORS.get(data[6], "#")
    if kind == FORMULA and len(data) >= 14 and data[6] == 2 and data[12:14] == b"\xff\xff":
        return ERRORS.get(data[8], "#")
    return ""
