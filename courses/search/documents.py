"""The words inside attached files: Word, Excel, PowerPoint, OpenDocument, PDF and plain text, each by what we have.

Bounded on purpose: a file may be hostile or huge. What cannot be read is found by its title.
"""

import io
import logging
import zipfile
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element, ParseError

import pypdfium2 as pdfium
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineWorkbook

from courses.search.tokens import tidy

logger = logging.getLogger(__name__)

LARGEST_FILE = 20 * 1024 * 1024  # bytes
LARGEST_PART = 30 * 1024 * 1024  # bytes, unpacked
MOST_CHARACTERS = 100_000
MOST_PAGES = 300
MOST_ROWS = 5_000


def text_of(content: bytes, extension: str) -> str:
    """The words of a file, at most MOST_CHARACTERS; "" of a kind that is not read, or that cannot be."""
    read = READERS.get(extension.lower())
    if read is None or len(content) > LARGEST_FILE:
        return ""
    try:
        return tidy("\n".join(_first(read(content))))[:MOST_CHARACTERS]
    except (OSError, ValueError, KeyError, ParseError, DefusedXmlException, zipfile.BadZipFile, CalamineError,
            pdfium.PdfiumError, RuntimeError, NotImplementedError) as problem:
        logger.warning("A %s file could not be read for the search: %s", extension, problem)
        return ""


def _first(lines: Iterator[str]) -> Iterator[str]:
    """Only as many lines as are kept."""
    room = MOST_CHARACTERS
    for line in lines:
        yield line
        room -= len(line)
        if room <= 0:
            return


def _plain(content: bytes) -> Iterator[str]:
    """UTF-8, or what Chinese offices wrote before it."""
    try:
        yield content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield content.decode("gb18030", errors="replace")


def _sheets(content: bytes) -> Iterator[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        yield name
        for row in book.get_sheet_by_name(name).to_python(nrows=MOST_ROWS):
            yield " ".join(str(cell) for cell in row if cell != "")


def _pages(content: bytes) -> Iterator[str]:
    with pdfium.PdfDocument(content) as document:
        for number in range(min(len(document), MOST_PAGES)):
            yield document[number].get_textpage().get_text_bounded().replace("\r\n", "\n")


def _packed(*parts: str) -> Callable[[bytes], Iterator[str]]:
    """Of a ZIP full of XML, the paragraphs of the parts whose names begin so."""

    def read(content: bytes) -> Iterator[str]:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for info in packed.infolist():
                if info.filename.startswith(parts) and info.filename.endswith(".xml"):
                    yield from _paragraphs(_unpacked(packed, info))

    return read


def _unpacked(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> Element:
    """The part, read no further than it may be large, whatever it says of itself."""
    with packed.open(info) as part:
        text = part.read(LARGEST_PART + 1)
    if len(text) > LARGEST_PART:
        raise ValueError("a part is too large")
    return fromstring(text)


def _paragraphs(root: Element) -> Iterator[str]:
    for element in root.iter():
        if _name(element) in {"p", "h"}:
            yield "".join(_words(element))


def _words(paragraph: Element) -> Iterator[str]:
    """Office keeps its words in <t>; OpenDocument in the paragraph itself."""
    runs = [element for element in paragraph.iter() if _name(element) == "t"]
    return (run.text or "" for run in runs) if runs else paragraph.itertext()


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "txt": _plain, "csv": _plain, "pdf": _pages, "docx": _packed("word/document"), "pptx": _packed("ppt/slides/slide"),
    **dict.fromkeys(("odt", "odp"), _packed("content")), **dict.fromkeys(("xls", "xlsx", "ods"), _sheets),
}
