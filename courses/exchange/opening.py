"""Opening what was uploaded: text in whatever encoding, zips that do not swell, XML that fetches nothing."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from courses.exchange.drafts import FileRefused

ZIP, OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
MOST_PARTS = 3000


def check_size(size: int) -> None:
    if size > settings.EXCHANGE_MAX_BYTES:
        raise FileRefused(_("The file is larger than %(size)s. Divide it.") % {
            "size": filesizeformat(settings.EXCHANGE_MAX_BYTES)})
    if not size:
        raise FileRefused(_("The file is empty."))


def text_of(content: bytes) -> str:
    """UTF-8 or UTF-16 with a mark, UTF-8, or else GB18030, of which GBK and GB2312 are part. Raises FileRefused."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded(content, encoding)
    try:
        return _decoded(content, "utf-8")
    except FileRefused:
        return _decoded(content, "gb18030")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeError as broken:
        raise FileRefused(_("The file is no text in UTF-8 or GBK. Save it as UTF-8.")) from broken
    if "\x00" in text or content.startswith((ZIP, OLE)):
        raise FileRefused(_("The file is no text."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def xml_of(content: bytes) -> Element:
    """Raises FileRefused for broken XML, and for entities and document types, which could fetch or swell."""
    try:
        return fromstring(content, forbid_dtd=True)
    except DefusedXmlException as bomb:
        raise FileRefused(_("The XML declares a document type or entities; they could do harm. It is not opened."
                            )) from bomb
    except (ParseError, ValueError, LookupError) as broken:
        raise FileRefused(_("The file is no well-formed XML: %(why)s") % {"why": broken}) from broken


def parts_of(content: bytes, *, endings: tuple[str, ...] = ("",)) -> dict[str, bytes]:
    """The parts of a zip with these endings, by name. What it says of its own sizes is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _unpacked(archive, endings)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as broken:
        raise FileRefused(_("The file is damaged, or has a password, and cannot be opened.")) from broken


def _unpacked(archive: zipfile.ZipFile, endings: tuple[str, ...]) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_PARTS:
        raise FileRefused(_swollen())
    left, parts = settings.EXCHANGE_MAX_UNPACKED, {}
    for entry in entries:
        with archive.open(entry) as stream:
            part = stream.read(left + 1)
        left -= len(part)
        if left < 0:
            raise FileRefused(_swollen())
        if entry.filename.lower().endswith(endings):
            parts[entry.filename] = part
    return parts


def _swollen() -> str:
    return _("Unpacked, the file is far larger than such a file is. It may be made to do harm; it is not opened.")
