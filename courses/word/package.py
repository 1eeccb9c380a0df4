"""Is this file a Word document that can be trusted to be one? Refused in words, before anything is kept.

A .docx is a zip of XML. Nothing of it is unpacked to disk; what it says of its own sizes is not believed.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = b"PK\x03\x04"
MAIN = "word/document.xml"
NEEDED = {MAIN, "[Content_Types].xml"}
MACROS = re.compile(r"vba(Project|Data)", re.IGNORECASE)
EMBEDDED = re.compile(r"/(embeddings|activeX|afchunk)|oleObject|\.(exe|dll|js|vbs|bat|ps1|html?|mht)$", re.IGNORECASE)
EMBEDDING = re.compile(r"/(oleObject|package|aFChunk|control|subDocument|frame)$")
FIELDS = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|MACROBUTTON)\b")
LINKING = re.compile(r'\bHYPERLINK\s+"?([a-z]+:[^"\s]+)', re.IGNORECASE)


class WordRefused(ValueError):  # noqa: N818 - it names what happened
    """A file that is not taken; its text says why and what to do, for the editor."""


def opened(content: bytes, name: str) -> dict[str, bytes]:
    """The parts of the document by name. Raises WordRefused."""
    _look_at_outside(content, name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _parts_of(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as broken:
        if isinstance(broken, WordRefused):
            raise
        raise WordRefused(_("The file is damaged and cannot be read. Save it again in Word or WPS.")) from broken
    _look_inside(parts)
    return parts


def _look_at_outside(content: bytes, name: str) -> None:
    if name.lower().endswith((".docm", ".dotm")):
        raise WordRefused(_macros())
    if not name.lower().endswith(".docx"):
        raise WordRefused(_("Only .docx is taken. Save the document as .docx in Word or WPS and upload that."))
    if len(content) > settings.WORD_MAX_BYTES:
        raise WordRefused(_("The file is larger than %(size)s. Make its pictures smaller, or divide it.") % {
            "size": filesizeformat(settings.WORD_MAX_BYTES)})
    if content.startswith(OLE):
        raise WordRefused(_("The file has a password or is an old .doc. Save it as .docx without a password."))
    if not content.startswith(ZIP):
        raise WordRefused(_("The file is no Word document, although its name ends in .docx."))


def _macros() -> str:
    return _("The document holds macros; they could do anything. Save it as .docx without macros.")


def _parts_of(archive: zipfile.ZipFile, packed: int) -> dict[str, bytes]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > settings.WORD_MAX_PARTS:
        raise WordRefused(_bomb())
    if any(entry.flag_bits & 1 for entry in entries):
        raise WordRefused(_("The file is encrypted. Save it without a password."))
    if len(set(names)) < len(names) or any(_is_unsafe(name) for name in names):
        raise WordRefused(_("The file is put together in a way no Word document is. Save it again in Word or WPS."))
    allowed = min(settings.WORD_MAX_UNPACKED, max(packed * settings.WORD_MAX_RATIO, settings.WORD_MAX_BYTES))
    parts: dict[str, bytes] = {}
    for entry in entries:
        if not entry.is_dir():
            parts[entry.filename] = _unpacked(archive, entry, allowed)
            allowed -= len(parts[entry.filename])
    return parts


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowed: int) -> bytes:
    """The part, read no further than is allowed: the size it declares may be a lie."""
    is_xml = entry.filename.lower().endswith((".xml", ".rels"))
    most = min(allowed, settings.WORD_MAX_XML) if is_xml else allowed
    with archive.open(entry) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise WordRefused(_bomb())
    return content


def _bomb() -> str:
    return _("Unpacked, the file is far larger than a document is. It may be made to do harm; it is not opened.")


def _is_unsafe(name: str) -> bool:
    return name.startswith(("/", "\\")) or "\\" in name or ".." in name.split("/") or ":" in name


def _look_inside(parts: dict[str, bytes]) -> None:
    if not set(parts) >= NEEDED:
        raise WordRefused(_("The file is no Word document, although its name ends in .docx."))
    if any(MACROS.search(name) for name in parts) or b"macroEnabled" in parts["[Content_Types].xml"]:
        raise WordRefused(_macros())
    if any(EMBEDDED.search(name) for name in parts):
        raise WordRefused(_("Another file or a control is embedded in the document. Take it out, or save it as a "
                            "picture."))
    trees = {name: _tree(content) for name, content in parts.items() if name.lower().endswith((".xml", ".rels"))}
    _look_at_relations(trees)
    _look_at_fields(trees)


def _tree(content: bytes) -> Element:
    """Raises WordRefused for what no office program writes: entities, a document type, broken XML."""
    try:
        return fromstring(content, forbid_dtd=True)
    except DefusedXmlException as bomb:
        raise WordRefused(_bomb()) from bomb
    except (ParseError, ValueError, LookupError) as broken:
        raise WordRefused(_("The file is damaged and cannot be read. Save it again in Word or WPS.")) from broken


def _look_at_relations(trees: dict[str, Element]) -> None:
    outside = []
    for name, tree in trees.items():
        for relation in tree if name.endswith(".rels") else ():
            kind, target = relation.get("Type", ""), relation.get("Target", "")
            if EMBEDDING.search(kind):
                raise WordRefused(_("Another file or a control is embedded in the document. Take it out, or save it "
                                    "as a picture."))
            if relation.get("TargetMode", "").lower() == "external" or re.match(r"[a-z]+:|//|\\\\", target, re.I):
                outside.append(target)
    _refuse_outside(outside)


def _refuse_outside(targets: list[str]) -> None:
    if targets:
        named = "、".join(dict.fromkeys(target[:80] for target in targets[:3]))
        raise WordRefused(_("The document points outside, to %(targets)s. Take out its links, linked pictures and "
                            "templates.") % {"targets": named})


def _look_at_fields(trees: dict[str, Element]) -> None:
    codes = [code for tree in trees.values() for code in _field_codes(tree)]
    if any(FIELDS.search(code) for code in codes):
        raise WordRefused(_("The document holds fields that fetch something from elsewhere. Take them out."))
    _refuse_outside([found.group(1) for code in codes for found in [LINKING.search(code)] if found])


def _field_codes(tree: Element) -> Iterator[str]:
    """Of each paragraph as one text: a code may be spread over several runs."""
    for paragraph in (one for one in tree.iter() if one.tag.endswith("}p")):
        runs = [one.text or "" for one in paragraph.iter() if one.tag.endswith("}instrText")]
        if runs:
            yield "".join(runs)
    for simple in (one for one in tree.iter() if one.tag.endswith("}fldSimple")):
        yield next((value for key, value in simple.attrib.items() if key.endswith("}instr")), "")
