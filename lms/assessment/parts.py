"""The parts of a frozen paper with their heads: “一、单选题（本题共 20 小题，每小题 2 分，共 40 分）”. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from courses.models import Question
from lms.assessment.kinds import Item

KIND_WORDS = dict(Question.Kind.choices)
DIGITS = "一二三四五六七八九"


@dataclass(frozen=True)
class Part:
    """`rows` are what a page shows of its questions; `each`, `lost`: points of every question, and those a wrong answer
    to any of them takes away, None where they differ. `total` is what all of them are worth."""

    numeral: str
    title: Any
    instructions: str
    rows: tuple[Any, ...]
    total: Any
    each: Any
    lost: int | None

    @property
    def first(self) -> Any:
        return self.rows[0]


def parts_of(paper: Mapping[str, Any], rows: Sequence[Any]) -> tuple[Part, ...]:
    """`rows`, one for each item of the paper, by the recipe's own sections where they have titles, else by kind."""
    heads = {head["first"]: head for head in paper.get("sections") or ()}
    shown = dict(zip((item["item"] for item in paper["items"]), rows, strict=True))
    runs = [run for section in _sections(paper["items"], heads) for run in _by_kind(section, heads)]
    return tuple(_part(place, items, heads, shown) for place, items in enumerate(runs, 1))


def parts_of_recipe(sections: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    """What a paper will have, before it is drawn; `rows` are numbers."""
    return tuple(
        Part(numeral_of(place), one["title"] or KIND_WORDS.get(one["kind"]) or _("Questions of several kinds"), "",
             tuple(range(one["count"])), one["count"] * one["points"], one["points"], one["lost"])
        for place, one in enumerate(sections, 1))


def _sections(items: Sequence[Item], heads: Mapping[int, Any]) -> Iterator[list[Item]]:
    starts = sorted(heads)
    for _first, found in groupby(items, lambda item: max((s for s in starts if s <= item["item"]), default=0)):
        yield list(found)


def _by_kind(items: list[Item], heads: Mapping[int, Any]) -> list[list[Item]]:
    """A section without a title is parted by kind; one in which the kinds are mixed stays whole."""
    runs = [list(found) for _kind, found in groupby(items, lambda item: item["kind"])]
    titled = heads.get(items[0]["item"], {}).get("title")
    mixed = len(runs) > len({item["kind"] for item in items})
    return [items] if titled or mixed else runs


def _part(place: int, items: Sequence[Item], heads: Mapping[int, Any], shown: Mapping[int, Any]) -> Part:
    head, kinds = heads.get(items[0]["item"], {}), {item["kind"] for item in items}
    title = KIND_WORDS.get(kinds.copy().pop(), "") if len(kinds) == 1 else _("Questions of several kinds")
    return Part(
        numeral_of(place), head.get("title") or title, head.get("instructions", ""),
        tuple(shown[item["item"]] for item in items), sum(item["points"] for item in items),
        _one({item["points"] for item in items}), _one({item.get("lost", 0) for item in items}))


def _one(values: set[Any]) -> Any:
    return values.pop() if len(values) == 1 else None


def numeral_of(number: int) -> str:
    """1 to 99 as Chinese papers number their parts: 一, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    before = DIGITS[tens - 1] if tens > 1 else ""
    return before + ("十" if tens else "") + (DIGITS[ones - 1] if ones else "")
