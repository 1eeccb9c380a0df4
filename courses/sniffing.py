"""What a file is by its content, never by its name alone: what is renamed, broken, locked or huge is refused."""

import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

MB = 1024 * 1024
MOST_UNPACKED = 1024 * MB  # an archive that says more of itself is a trap
HEAD = 8192
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ZIPPED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp", "ofd", "zip"})
OLD_OFFICE = frozenset({"doc", "xls", "ppt"})
WPS = frozenset({"wps", "et", "dps"})
PICTURES = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
TEXTS = frozenset({"txt", "csv"})
STARTS: dict[str, Callable[[bytes], bool]] = {
    "pdf": lambda head: b"%PDF-" in head[:1024],
    "rtf": lambda head: head.startswith(b"{\\rtf"),
    "7z": lambda head: head.startswith(b"7z\xbc\xaf\x27\x1c"),
    "rar": lambda head: head.startswith(b"Rar!\x1a\x07"),
    "mp4": lambda head: head[4:8] == b"ftyp",
    "webm": lambda head: head.startswith(b"\x1a\x45\xdf\xa3"),
    "mp3": lambda head: head.startswith(b"ID3") or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE0 == 0xE0),
    "wav": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE",
    "ogg": lambda head: head.startswith(b"OggS"),
    **dict.fromkeys(ZIPPED, lambda head: head.startswith(ZIP)),
    **dict.fromkeys(OLD_OFFICE, lambda head: head.startswith(OLE)),
    **dict.fromkeys(WPS, lambda head: head.startswith((OLE, ZIP))),
}
STARTS |= {"m4v": STARTS["mp4"], "m4a": STARTS["mp4"]}


class FileRefused(ValueError):  # noqa: N818 - it names what happened
    """A file that is not taken. Its text says why and what to do."""


def extension_of(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def check(file: BinaryIO, *, name: str, size: int, most_mb: int) -> None:
    """Raises FileRefused unless the content is what the name says, whole, unlocked and at most `most_mb` megabytes.

    The file is read from its beginning and left there.
    """
    if size > most_mb * MB:
        raise FileRefused(_("The file is larger than %(most)d MB.") % {"most": most_mb})
    if not size:
        raise FileRefused(_("The file is empty."))
    file.seek(0)
    try:
        _check(file, extension_of(name), file.read(HEAD))
    finally:
        file.seek(0)


def _check(file: BinaryIO, extension: str, head: bytes) -> None:
    if extension in TEXTS:
        _check_text(head)
    elif extension in PICTURES:
        _check_picture(file, PICTURES[extension])
    elif not STARTS.get(extension, lambda head: False)(head):
        raise FileRefused(_foreign(head, extension))
    elif head.startswith(ZIP):
        _check_zip(file, extension)


def _foreign(head: bytes, extension: str) -> str:
    if extension in ZIPPED and head.startswith(OLE):
        return _("The file is protected by a password, or is not what its name says. Save it without one.")
    return _("The content of this file is not what its name (.%(extension)s) says. Nothing was kept.") % {
        "extension": extension}


def _check_text(head: bytes) -> None:
    if b"\0" in head or head.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html", b"<script")):
        raise FileRefused(_("This is not a plain text file."))


def _check_picture(file: BinaryIO, kind: str) -> None:
    file.seek(0)
    try:
        with Image.open(file, formats=[kind]) as picture:
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise FileRefused(_("This picture is damaged, or its name does not say what it is.")) from error


def _check_zip(file: BinaryIO, extension: str) -> None:
    """Office documents are archives too: whole, without a password, and holding what such a document holds."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileRefused(_("The file is damaged: it cannot be opened. Save it again, then upload that.")) from error
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused(_("The file is protected by a password. Save it again without one."))
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise FileRefused(_("The file would unpack to more than 1 GB."))
    names = {member.filename for member in members}
    if extension in {"docx", "xlsx", "pptx"} and "[Content_Types].xml" not in names:
        raise FileRefused(_foreign(b"", extension))
