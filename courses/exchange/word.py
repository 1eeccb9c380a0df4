"""Questions in a Word document, or the same layout as plain text."""

from html.parser import HTMLParser
from io import BytesIO

import mammoth
from django.utils.translation import gettext as _

from courses.exchange.drafts import FileRefused, Reading
from courses.exchange.lines import CARRIES, LABEL, read_lines
from courses.exchange.opening import ZIP, check_size, text_of
from courses.word import WordRefused
from courses.word.package import opened

__all__ = ["CARRIES", "read"]
ENDS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr"})


def read(content: bytes, name: str = "") -> Reading:
    """Raises FileRefused."""
    check_size(len(content))
    if not content.startswith(ZIP) and name.lower().endswith(".txt"):
        return read_lines(text_of(content).split("\n"))
    try:
        opened(content, name)
        markup = mammoth.convert_to_html(BytesIO(content), convert_image=mammoth.images.img_element(_nothing)).value
    except WordRefused as refused:
        raise FileRefused(str(refused)) from refused
    except Exception as broken:  # the converter says of no document in which way it fails
        raise FileRefused(_("The file is damaged and cannot be read. Save it again in Word or WPS.")) from broken
    walker = _Lines()
    walker.feed(markup)
    walker.close()
    reading = read_lines(walker.numbered())
    if "<img" in markup:
        reading.notes.append(_("Pictures are left out; put them into the question afterwards."))
    return reading


def _nothing(image) -> dict[str, str]:
    return {"src": ""}


class _Lines(HTMLParser):
    """Paragraphs as lines. Word's own numbering has no text: a list of one is a question, a longer one its options."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[str, int]] = [("", 0)]  # text, and the number of its list or 0
        self.lists: list[int] = []
        self.made = 0

    def handle_starttag(self, tag, attrs) -> None:
        if tag in ("ol", "ul"):
            self.made += 1
            self.lists.append(self.made)
        if tag == "li":
            self.lines.append(("", self.lists[-1] if self.lists else 0))
        if tag == "br":
            self.lines.append(("", 0))

    def handle_endtag(self, tag) -> None:
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()
        if tag in ENDS or tag == "li":
            self.lines.append(("", 0))

    def handle_data(self, data) -> None:
        text, of = self.lines[-1]
        self.lines[-1] = (text + data, of)

    def numbered(self) -> list[str]:
        sizes: dict[int, int] = {}
        for text, of in self.lines:
            if of and text.strip():
                sizes[of] = sizes.get(of, 0) + 1
        lines, places, questions = [], dict.fromkeys(sizes, 0), 0
        for text, of in self.lines:
            if not of or not text.strip() or LABEL.fullmatch(text.strip()):
                lines.append(text)
                continue
            is_question = sizes[of] == 1
            questions += is_question
            lines.append(f"{questions}. {text}" if is_question else f"{'ABCDEFGHIJKL'[places[of] % 12]}. {text}")
            places[of] += 1
        return lines
