"""What a lesson keeps of a Word document: headings, paragraphs, lists, tables, pictures, bold and italic."""

import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import mammoth
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from courses.word.package import MAIN, WordRefused
from courses.word.parts import Part, parts_of

STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Heading 1'] => h3:fresh
p[style-name='Heading 2'] => h3:fresh
p[style-name='Heading 3'] => h4:fresh
p[style-name='Heading 4'] => h4:fresh
p[style-name='Heading 5'] => h4:fresh
p[style-name='Heading 6'] => h4:fresh
b => b
i => i
u => u
strike => s
"""
PICTURES = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
MOST_PIXELS = 40_000_000
LOST = {  # an element of the document's XML that a lesson has no place for
    rb"<m:oMath[ >]": "formula", rb"<c:chart[ >]": "chart", rb"<dgm:relIds[ >]": "diagram",
    rb"<w:txbxContent[ >]": "box", rb"<w:del [^>]*>|<w:ins [^>]*>": "tracked", rb"<w:commentReference[ >]": "comment",
    rb"<w:(?:gridSpan|vMerge)[ />]": "merged", rb"<w:(?:u|color|highlight) ": "look",
}


@dataclass(frozen=True)
class Picture:
    """A picture of the document as it is: `kind` png, jpg, gif or webp; `alt` what its author wrote about it."""

    content: bytes
    kind: str
    alt: str


@dataclass(frozen=True)
class Reading:
    """A lesson to be: title or "", its parts in order, its pictures, and what was left out, in words."""

    title: str
    parts: tuple[Part, ...]
    pictures: tuple[Picture, ...]
    dropped: tuple[str, ...]


def read(content: bytes, parts: dict[str, bytes]) -> Reading:
    """`content` was opened before (courses.word.package), `parts` is what came of it. Raises WordRefused."""
    collector = _Pictures()
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(content), style_map=STYLES, include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(collector.keep),
        )
    except Exception as broken:  # the library raises whatever a crooked document makes it stumble over
        raise WordRefused(_("The file is damaged and cannot be read. Save it again in Word or WPS.")) from broken
    title, found, lost = parts_of(result.value)
    if not found:
        raise WordRefused(_("The document holds no text and no picture that a lesson could take."))
    dropped = [*_lost_words(parts), *collector.dropped, *lost]
    return Reading(title, tuple(found), tuple(collector.pictures), tuple(dict.fromkeys(dropped)))


class _Pictures:
    """Takes each picture as mammoth meets it, and leaves its number in the text."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.dropped: list[str] = []

    def keep(self, image: Any) -> dict[str, str]:
        with image.open() as stream:
            content = stream.read()
        kind = _kind_of(content)
        if not kind:
            self.dropped.append(_("A picture that is no PNG, JPEG, GIF or WebP, or is broken or too large."))
            return {"src": ""}
        self.pictures.append(Picture(content, kind, (image.alt_text or "").strip()[:200]))
        return {"src": f"{len(self.pictures) - 1}"}


def _kind_of(content: bytes) -> str:
    """By the content, never by a name; empty for what no browser shows or no server should unpack."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return ""
            picture.verify()
            return PICTURES.get(picture.format or "", "")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""


def _lost_words(parts: dict[str, bytes]) -> list[str]:
    words = {
        "formula": _("Formulas (%(number)d): put them in as pictures."), "chart": _("Charts (%(number)d)."),
        "diagram": _("Diagrams (%(number)d)."), "box": _("Text boxes: check that their text is there."),
        "tracked": _("Tracked changes: insertions were taken, deletions left out."), "comment": _("Comments."),
        "merged": _("Merged cells of tables: check the tables."), "look": _("Underlining, colours and fonts."),
    }
    main = parts[MAIN]
    counts = Counter({name: len(re.findall(pattern, main)) for pattern, name in LOST.items()})
    found = [words[name] % {"number": number} if "%(" in words[name] else words[name]
             for name, number in counts.items() if number]
    if any(re.match(r"word/(header|footer)\d*\.xml", name) and b"<w:t" in part for name, part in parts.items()):
        found.append(_("Headers and footers."))
    return found
