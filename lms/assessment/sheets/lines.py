"""What a clerk types of a sheet, read into answers: "1 B 2 ACD 3 √ 4-6 ABC 7 [三十日|条例] 8 6.5". Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from lms.assessment import kinds
from lms.assessment.rules import Item, Paper

LONGEST = 10_000  # characters of a line
CHOICES = frozenset({"single", "multi", "judge"})
TRUE = frozenset({"T", "√", "✓", "✔", "对", "正确", "A"})
FALSE = frozenset({"F", "×", "X", "✗", "✘", "错", "错误", "B"})
EMPTY = frozenset({"", "-", "—", "空"})
TOKEN = re.compile(r"\[[^\]]*\]|\S+")
GLUED = re.compile(r"(\d+)[.、:]?([A-Z√✓✔×✗✘]+|对|错|正确|错误)")
SPAN = re.compile(r"(\d+)[-~—至](\d+)")
NUMBER = re.compile(r"(\d+)[.、:]?")


class LineRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """`reasons`: sentences, one for each thing that can't be read."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Sheet:
    """Answers by item, without the empty ones; points given by people, by item."""

    answers: dict[int, list[str]]
    points: dict[int, Decimal]


def read_line(paper: Paper, text: str) -> Sheet:
    """One person's sheet as typed in one line. Raises LineRefused with every reason at once."""
    if len(text) > LONGEST:
        raise LineRefused(_("The line is too long."))
    cells: dict[int, str] = {}
    trouble: list[str] = []
    for number, said in _pairs(_plain(text), trouble):
        if number in cells:
            trouble.append(_("Question %(number)d is named twice.") % {"number": number})
        cells[number] = said
    return _read(paper, cells, trouble)


def read_cells(paper: Paper, cells: Mapping[int, str]) -> Sheet:
    """The same from one cell for each item. Raises LineRefused."""
    return _read(paper, {number: _plain(said) for number, said in cells.items()}, [])


def written(paper: Paper, answers: Mapping[str, list[str]], points: Mapping[str, str]) -> str:
    """An entry as the line it could be typed by: what a correction begins with."""
    said = [(item["item"], _said(item, answers.get(str(item["item"])), points.get(str(item["item"]))))
            for item in paper["items"]]
    return " ".join(f"{number} {text}" for number, text in said if text)


def _said(item: Item, answer: list[str] | None, points: str | None) -> str:
    if kinds.by_a_person(item):
        return points or ""
    if not answer:
        return ""
    if item["kind"] == "judge":
        return {"T": "√", "F": "×"}.get(answer[0], answer[0])
    if item["kind"] == "fill":
        return f"[{'|'.join(answer)}]"
    return "".join(part or "-" for part in answer)


def _plain(text: str) -> str:
    """Half-width, brackets and bars of one sort."""
    text = unicodedata.normalize("NFKC", text)
    return text.translate(str.maketrans("【】〔〕｜", "[][]|")).strip()


def _pairs(text: str, trouble: list[str]) -> Iterator[tuple[int, str]]:
    """(item, what is said of it); what can't be read goes to `trouble`."""
    tokens = iter(TOKEN.findall(text))
    for token in tokens:
        upper = token.upper()
        if found := GLUED.fullmatch(upper):
            yield int(found[1]), found[2]
        elif found := SPAN.fullmatch(token):
            yield from _span(int(found[1]), int(found[2]), next(tokens, ""), trouble)
        elif found := NUMBER.fullmatch(token):
            yield int(found[1]), next(tokens, "")
        else:
            trouble.append(_("“%(text)s” can't be read: a question's number comes first.") % {"text": token[:30]})


def _span(first: int, last: int, letters: str, trouble: list[str]) -> Iterator[tuple[int, str]]:
    if last < first or last - first + 1 != len(letters):
        trouble.append(_("%(first)d-%(last)d needs one letter for each question, got “%(text)s”.")
                       % {"first": first, "last": last, "text": letters[:30]})
        return
    yield from zip(range(first, last + 1), letters, strict=True)


def _read(paper: Paper, cells: Mapping[int, str], trouble: list[str]) -> Sheet:
    items = {item["item"]: item for item in paper["items"]}
    trouble += [_("There is no question %(number)d on this paper.") % {"number": number}
                for number in cells if number not in items]
    answers, points = {}, {}
    for number, item in items.items():
        try:
            if kinds.by_a_person(item):
                points[number] = _points(item, cells.get(number, ""))
            elif answer := _answer(item, cells.get(number, "")):
                answers[number] = answer
        except LineRefused as refused:
            trouble += refused.reasons
    if trouble:
        raise LineRefused(*trouble)
    return Sheet(answers, points)


def _points(item: Item, text: str) -> Decimal:
    try:
        given = Decimal(text)
    except InvalidOperation:
        given = Decimal("NaN")
    if not given.is_finite() or not 0 <= given <= item["points"] or given != given.quantize(Decimal("0.01")):
        raise LineRefused(_("Question %(number)d is marked by a person: give its points, 0 to %(most)s.")
                          % {"number": item["item"], "most": item["points"]})
    return given


def _answer(item: Item, text: str) -> list[str]:
    parts = _parts(item, text)
    try:
        return kinds.validate_answer(item, parts)
    except kinds.InvalidAnswer as error:
        raise LineRefused(_("Question %(number)d: “%(text)s” is no answer it can have.")
                          % {"number": item["item"], "text": text[:30]}) from error


def _parts(item: Mapping[str, Any], text: str) -> list[str]:
    if item["kind"] == "fill":
        inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
        return [] if inner.strip() in ("", "-", "—") else [part.strip() for part in inner.split("|")]
    text = text.upper().replace(" ", "").replace(",", "").replace("、", "").strip("[]")
    if text in EMPTY:
        return []
    if item["kind"] == "judge":
        return ["T"] if text in TRUE else ["F"] if text in FALSE else [text]
    return ["" if letter == "-" else letter for letter in text]
