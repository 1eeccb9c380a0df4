"""Old .xls files made on the spot: the smallest container and the fewest records that a spreadsheet program opens."""

import struct

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls(*sheets: tuple, password: bool = False) -> bytes:
    """Each sheet is (name, rows[, options]): hidden, hidden_rows (from 1), merged ((row, last row, column, last),),
    claims (a size that is not true).
    """
    return container({"Workbook": _book(sheets, password)})


def container(streams: dict[str, bytes]) -> bytes:
    """A compound file of these streams, each long enough to need no mini stream."""
    padded = {name: data + b"\0" * (-len(data) % SECTOR or 0) for name, data in streams.items()}
    padded = {name: data if len(data) >= 4096 else data + b"\0" * (4096 - len(data)) for name, data in padded.items()}
    body, chains, entries, at = b"", [], [_entry("Root Entry", 5, END, 0)], 1
    for name, data in padded.items():
        count = len(data) // SECTOR
        chains += [*range(at + 1, at + count), END]
        entries.append(_entry(name, 2, at, len(data)))
        body, at = body + data, at + count
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    table = [END, *chains]
    fats = len(table) // 127 + 1
    table = [*table, *[FAT] * fats]
    table += [FREE] * (fats * 128 - len(table))
    first = 1 + len(chains)
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
                         0, fats, 0, 0, 4096, END, 0, END, 0)
    listed = [*range(first, first + fats)]
    header += struct.pack("<109I", *listed, *[FREE] * (109 - fats))
    return header + directory + body + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, FREE, FREE,
                       1 if kind == 5 else FREE, start, size)


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _book(sheets: tuple, password: bool) -> bytes:
    parts = [_sheet(rows, *more) for _name, rows, *more in sheets]
    opening = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + record(0x42, struct.pack("<H", 1200))
    opening += record(0x2F, b"\1\0\1\0\1\0" + b"\7" * 48) if password else b""
    names = [name.encode("utf-16-le") for name, *_rest in sheets]
    at = len(opening) + sum(4 + 8 + len(name) for name in names) + 4
    bounds = b""
    for name, part, (_n, _r, *more) in zip(names, parts, sheets, strict=True):
        state = 1 if more and more[0].get("hidden") else 0
        bounds += record(0x85, struct.pack("<IBBBB", at, state, 0, len(name) // 2, 1) + name)
        at += len(part)
    return opening + bounds + record(0x0A) + b"".join(parts)


def _sheet(rows: list, options: dict | None = None) -> bytes:
    options = options or {}
    out = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    width = max(map(len, rows), default=0)
    claimed = options.get("claims", len(rows)), options.get("claims", width) & 0xFFFF
    out += record(0x200, struct.pack("<IIHHH", 0, claimed[0], 0, claimed[1], 0))
    for number in options.get("hidden_rows", ()):
        out += record(0x208, struct.pack("<HHHHIHH", number - 1, 0, width, 255, 0, 0x120, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            out += _cell(row, column, cell)
    merged = options.get("merged", ())
    if merged:
        out += record(0xE5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<4H", *one) for one in merged))
    return out + record(0x0A)


def _cell(row: int, column: int, cell) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if cell is None or cell == "":
        return b""
    if isinstance(cell, str) and cell.startswith("#"):
        return record(0x205, place + struct.pack("<BB", {"#N/A": 42, "#REF!": 23}[cell], 1))
    if isinstance(cell, str):
        return record(0x204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    return record(0x203, place + struct.pack("<d", cell))
