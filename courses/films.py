"""How long a film is, read from the file itself: an editor should not have to type seconds."""

from collections.abc import Iterator
from typing import BinaryIO

HEADER = 8


def seconds_of(film: BinaryIO) -> float:
    """The length of an MP4 or MOV file; 0 when it does not say."""
    try:
        moov = next((body for kind, body in _boxes(film, 0, None) if kind == b"moov"), None)
        mvhd = next((body for kind, body in _boxes(film, *moov) if kind == b"mvhd"), None) if moov else None
        return _length(film, mvhd[0]) if mvhd else 0.0
    except (OSError, ValueError, ZeroDivisionError):
        return 0.0


def _boxes(film: BinaryIO, start: int, end: int | None) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """(kind, (first byte, byte after the last)) of each box between `start` and `end`."""
    while end is None or start < end:
        film.seek(start)
        head = film.read(HEADER)
        if len(head) < HEADER:
            return
        size, inner = int.from_bytes(head[:4]), start + HEADER
        if size == 1:  # a large box says its size in eight more bytes
            size, inner = int.from_bytes(film.read(8)), inner + 8
        if size < inner - start:
            return
        yield head[4:], (inner, start + size)
        start += size


def _length(film: BinaryIO, start: int) -> float:
    """Units over units a second; version 1 has eight-byte dates and length."""
    film.seek(start)
    head = film.read(32)
    wide = head[:1] == b"\x01"
    scale, units = (head[20:24], head[24:32]) if wide else (head[12:16], head[16:20])
    return int.from_bytes(units) / int.from_bytes(scale)
