"""A frozen paper as it is printed: options that fit the line, what is written on the answer sheet, the key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from lms.assessment import kinds, parts
from lms.assessment.parts import Part
from lms.assessment.rules import Item, Paper
from lms.assessment.showing import show_materials

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
    material: Sequence[dict] = ()
    body: list = field(default_factory=list, compare=False)


def parts_of(paper: Paper) -> tuple[Part, ...]:
    """The paper's parts, their rows as they are printed; pictures are made once (two queries)."""
    rows = [_printed(item) for item in paper["items"]]
    show_materials(rows)
    return parts.parts_of(paper, rows)


def _printed(item: Item) -> PrintedItem:
    longest = max((len(option["text"]) for option in item["options"]), default=0)
    return PrintedItem(
        number=item["item"], kind=item["kind"], stem=item["stem"], points=item["points"],
        options=_pairs(item["options"]), targets=_pairs(item.get("targets") or ()),
        abreast=next((number for most, number in ABREAST if longest <= most), 1),
        boxes=tuple(_boxes(item)), lines=tuple(_lines(item)),
        by_a_person=kinds.by_a_person(item), key=key_of(item), rubric=item.get("rubric") or "",
        explanation=item.get("explanation") or "", article=item.get("article") or "",
        material=item.get("material") or (),
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
