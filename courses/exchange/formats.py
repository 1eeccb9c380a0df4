"""The formats there are, and of each what it cannot carry, in words for the page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.exchange import aiken, excel, excel_out, gift, moodle, moodle_out, qti, word
from courses.exchange.drafts import Reading

MATERIAL = _("Texts, pictures and tables under the stem.")
META = _("Difficulty, law article and its date, the limit of characters, two markers.")
SHORT = _("Short answers and essays are one kind: they come back as what they were.")


@dataclass(frozen=True)
class Format:
    """`carries`: the fields it has besides a question's core; `by_code`: it names each question.

    `blurs`: kinds it cannot tell apart, by the one that is read.
    """

    key: str
    label: Any
    endings: tuple[str, ...]
    carries: tuple[str, ...]
    loses: tuple[Any, ...]
    read: Callable[[bytes, str], Reading]
    write: Callable[[Iterable[Mapping[str, Any]]], bytes] | None = None
    carried: Callable[[Mapping[str, Any]], bool] = lambda question: True
    content_type: str = ""
    blurs: tuple[tuple[str, str], ...] = ()

    def same_kind(self, read: str, known: str) -> bool:
        return read == known or (read, known) in self.blurs


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: dict[str, Format] = {one.key: one for one in (
    Format("excel", _("Excel (template)"), (".xlsx",), excel.CARRIES, (MATERIAL,), excel.read, excel_out.write,
           content_type=XLSX),
    Format("word", _("Word or text: stem, A. B. C., 答案：, 解析："), (".docx", ".txt"), word.CARRIES, (
        MATERIAL, _("Matching; a date of the law article; several markers."),
        _("Codes: what the bank has is known by its words."),
    ), word.read),
    Format("gift", "GIFT", (".gift", ".txt"), gift.CARRIES, (
        MATERIAL, META, SHORT, _("Ordering, checklists, and fill-in with several blanks."),
        _("Explanations of short answers and essays: their place holds the marking guide."),
    ), gift.read, gift.write, gift.carried, "text/plain; charset=utf-8", (("essay", "short"),)),
    Format("moodle", "Moodle XML", (".xml",), moodle.CARRIES, (
        MATERIAL, META, SHORT, _("Checklists, and fill-in with several blanks that the stem does not draw."),
        _("That blanks may be filled in any order."),
    ), moodle.read, moodle_out.write, moodle_out.carried, "application/xml", (("essay", "short"),)),
    Format("aiken", "Aiken", (".txt",), aiken.CARRIES, (
        MATERIAL, META, _("Everything but single choice; explanations, tags and codes."),
    ), aiken.read),
    Format("qti", "QTI 2.1", (".xml", ".zip"), qti.CARRIES, (
        MATERIAL, META, _("Tags and codes; questions with several interactions."),
    ), qti.read, blurs=(("essay", "short"),)),
)}


def format_of(key: str) -> Format | None:
    return FORMATS.get(key)


def writing() -> list[Format]:
    return [one for one in FORMATS.values() if one.write]
