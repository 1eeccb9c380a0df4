"""A zip package, measured before anything reads it: sizes are counted, not believed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from lms.people.services.roster.formats import damaged, protected, too_big

MOST_PARTS = 2_000
LARGEST_WHOLE = 200 * 1024 * 1024  # bytes, all parts unpacked; 120,000 rows of 18 columns take about 80 MB
LARGEST_RATIO = 200  # spreadsheets reach 50; a bomb 1,000
SMALL = 1024 * 1024  # bytes; below this the ratio says nothing
PIECE = 128 * 1024  # bytes
ENCRYPTED = 0x1
LOCAL_HEADER = struct.Struct("<4s22xHH")


class Package:
    """The parts of a .xlsx by name (small letters). Nothing packed inside a part is ever unpacked.

    Raises RosterUnreadable for a bomb, a password, or damage: every part has been unpacked once, in pieces, and has
    exactly the size and checksum the directory declares.
    """

    def __init__(self, content: bytes) -> None:
        self.content = memoryview(content)
        try:
            infos = zipfile.ZipFile(io.BytesIO(content)).infolist()
        except Exception as error:  # zipfile answers damage with half a dozen kinds of error
            raise damaged() from error
        self.parts = {info.filename.replace("\\", "/").lower(): info for info in infos}
        if len(self.parts) != len(infos) or len(infos) > MOST_PARTS:
            raise damaged()
        self._check_declared(infos)
        for info in infos:
            self._check_actual(info)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The part, unpacked piece by piece. Raises RosterUnreadable when there is none."""
        if name.lower() not in self.parts:
            raise damaged()
        return self._unpacked(self.parts[name.lower()])

    def _check_declared(self, infos: list[zipfile.ZipInfo]) -> None:
        if any(info.flag_bits & ENCRYPTED for info in infos):
            raise protected()
        if sum(info.file_size for info in infos) > LARGEST_WHOLE:
            raise too_big()
        # Parts that overlap in the file count more than the file has.
        if sum(info.compress_size for info in infos) > len(self.content):
            raise damaged()

    def _check_actual(self, info: zipfile.ZipInfo) -> None:
        most = max(SMALL, info.compress_size * LARGEST_RATIO)
        size = check = 0
        for piece in self._unpacked(info):
            size, check = size + len(piece), zlib.crc32(piece, check)
            if size > most:
                raise too_big()
        if (size, check) != (info.file_size, info.CRC):
            raise damaged()

    def _unpacked(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        raw = self._raw(info)
        if info.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(raw[at : at + PIECE]) for at in range(0, len(raw), PIECE))
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            yield from _inflated(raw)
        else:
            raise damaged()

    def _raw(self, info: zipfile.ZipInfo) -> memoryview:
        try:
            mark, name, extra = LOCAL_HEADER.unpack_from(self.content, info.header_offset)
        except struct.error as error:
            raise damaged() from error
        begin = info.header_offset + LOCAL_HEADER.size + name + extra
        if mark != b"PK\x03\x04" or begin + info.compress_size > len(self.content):
            raise damaged()
        return self.content[begin : begin + info.compress_size]


def _inflated(raw: memoryview) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(raw), PIECE):
            rest = bytes(raw[at : at + PIECE])
            while rest and not inflate.eof:
                yield inflate.decompress(rest, PIECE)
                rest = inflate.unconsumed_tail
        while not inflate.eof and (piece := inflate.decompress(b"", PIECE)):
            yield piece
    except zlib.error as error:
        raise damaged() from error
