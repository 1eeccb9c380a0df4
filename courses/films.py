"""How long a film or a recording is, read from the file itself: an editor should not have to type seconds."""

import struct
from collections.abc import Iterator
from os import SEEK_END
from pathlib import PurePath
from typing import BinaryIO

from tinytag import TinyTag, TinyTagException

HEADER = 8
SOUND = (".mp3", ".wav", ".ogg", ".flac", ".opus", ".oga")
WEBM_HEAD = 64 * 1024  # where a finished WebM keeps its length
TIMECODE_SCALE, DURATION = b"\x2a\xd7\xb1", b"\x44\x89"


def seconds_of(film: BinaryIO, name: str = "") -> float:
    """The length of an MP4, MOV, WebM, MP3, WAV or OGG file; 0 when it does not say."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".webm":
        return _webm(film)
    return _sound(film, name) if suffix in SOUND else _boxed(film)


def _sound(recording: BinaryIO, name: str) -> float:
    try:
        recording.seek(0)
        found = TinyTag.get(PurePath(name).name, file_obj=recording, tags=False)
    except (TinyTagException, OSError, ValueError):
        return 0.0
    return found.duration or 0.0


def _webm(film: BinaryIO) -> float:
    """Duration is a float in units of TimecodeScale nanoseconds (Matroska, segment information)."""
    film.seek(0)
    head = film.read(WEBM_HEAD)
    scale, at = 1_000_000, head.find(DURATION)
    found = head.find(TIMECODE_SCALE)
    if at < 0 or at + 11 > len(head):
        return 0.0
    if 0 <= found < len(head) - 4:
        size = head[found + 3] & 0x0F
        scale = int.from_bytes(head[found + 4 : found + 4 + size]) or scale
    form = {0x88: ">d", 0x84: ">f"}.get(head[at + 2])
    units = struct.unpack_from(form, head, at + 3)[0] if form else 0.0
    return units * scale / 1e9 if 0 < units < 1e12 else 0.0


def _boxed(film: BinaryIO) -> float:
    try:
        boxes = dict(_boxes(film, 0, None))
        moov = boxes.get(b"moov")
        if max((end for _start, end in boxes.values()), default=0) > film.seek(0, SEEK_END):
            return 0.0  # cut off: it would stop in the middle
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
