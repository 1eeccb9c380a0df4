"""A frozen paper as it is printed: parts with their heads, options that fit the line, the answer sheet, the key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from courses.models import Question
from lms.assessment import kinds
from lms.assessment.rules import Item, Paper

KIND_WORDS = dict(Question.Kind.choices)
NUMERALS = "一二三四五六七八九十"
CHOICES = ("single", "multi", "judge")
TICKS = {"T": "√", "F": "×"}
# Up to so many characters in its longest option, a question's options stand so many abreast.
ABREAST = ((8, 4), (20, 2))


@dataclass(frozen=True)
class PrintedItem:
    """`lines`: what is written on, by its label; `boxes`: what can be ticked; `abreast`: options in a line."""

    number: int
    kind: str
    stem: str
    points: Decimal | int
    options: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]
    abreast: int
    boxes: tuple[str, ...]
    lines: tuple[str, ...]
    by_a_person: bool
    key: str
    rubric: str
    explanation: str
    article: str


@dataclass(frozen=True)
class Part:
    """`each`: points of every question, None where they differ."""

    numeral: str
    title: Any
    instructions: str
    items: tuple[PrintedItem, ...]
    total: Decimal | int
    each: Decimal | int | None


def parts_of(paper: Paper) -> tuple[Part, ...]:
    """By the recipe's own sections where they have titles, else by kind."""
    heads = {head["first"]: head for head in paper.get("sections") or ()}
    found: list[Part] = []
    for (first, kind), items in groupby(paper["items"], _belongs(paper["items"], heads)):
        head = heads.get(first) or {}
        found.append(_part(len(found), head.get("title") or KIND_WORDS.get(kind, kind), head.get("instructions", ""),
                           [_printed(item) for item in items]))
    return tuple(found)


def _belongs(items: Sequence[Item], heads: dict[int, Any]) -> Any:
    """Item → (first item of its section, its kind where the section has no title)."""
    starts = sorted(heads)

    def key(item: Item) -> tuple[int, str]:
        first = max((start for start in starts if start <= item["item"]), default=0)
        return first, "" if heads.get(first, {}).get("title") else item["kind"]

    return key


def _part(place: int, title: Any, instructions: str, items: Sequence[PrintedItem]) -> Part:
    points = {item.points for item in items}
    numeral = NUMERALS[place] if place < len(NUMERALS) else str(place + 1)
    return Part(numeral, title, instructions, tuple(items), sum(item.points for item in items),
                points.pop() if len(points) == 1 else None)


def _printed(item: Item) -> PrintedItem:
    longest = max((len(option["text"]) for option in item["options"]), default=0)
    return PrintedItem(
        number=item["item"], kind=item["kind"], stem=item["stem"], points=item["points"],
        options=_pairs(item["options"]), targets=_pairs(item.get("targets") or ()),
        abreast=next((number for most, number in ABREAST if longest <= most), 1),
        boxes=tuple(_boxes(item)), lines=tuple(_lines(item)),
        by_a_person=kinds.by_a_person(item), key=key_of(item), rubric=item.get("rubric") or "",
        explanation=item.get("explanation") or "", article=item.get("article") or "",
    )


def _pairs(options: Any) -> tuple[tuple[str, str], ...]:
    return tuple((option["key"], option["text"]) for option in options)


def _boxes(item: Item) -> Iterator[str]:
    if item["kind"] in CHOICES:
        for option in item["options"]:
            yield TICKS.get(option["key"], option["key"]) if item["kind"] == "judge" else option["key"]


def _lines(item: Item) -> Iterator[str]:
    """(1) (2) … for blanks and places in an order, the left side's keys for pairs; none for what is ticked."""
    if item["kind"] == "match":
        yield from (option["key"] for option in item["options"])
    elif item["kind"] not in CHOICES:
        yield from (f"({number})" for number, _part in enumerate(item["answer"], start=1))


def key_of(item: Item) -> str:
    """The right answer in a line, as a marker reads it."""
    if kinds.by_a_person(item):
        return _("marked by a person")
    if item["kind"] == "judge":
        return TICKS.get(item["answer"][0], item["answer"][0])
    if item["kind"] == "fill":
        return "；".join(" / ".join(forms) for forms in item["answer"])
    return "".join(item["answer"])
