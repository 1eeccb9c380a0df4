"""How a question does in real exams. Pure functions over what was answered.

Facility: the mean share of its points that was earned (难度系数). Discrimination: the correlation of that share with
the share earned on the rest of the paper (point-biserial, without the item itself). Below LEAST answers neither is
said: ten people prove nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt
from typing import Any

from lms.assessment import kinds
from lms.assessment.kinds import Item

LEAST = 10
WEAK = 0.2  # below, a question hardly tells who knows from who does not
CHOSEN = frozenset({"single", "multi", "judge"})


@dataclass(frozen=True)
class Sitting:
    """One closed attempt: its items, and by item what was answered."""

    items: Sequence[Item]
    answers: Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Choice:
    """An option of the newest paper it stood in: by its words, for papers letter them anew."""

    text: str
    right: bool
    number: int


@dataclass(frozen=True)
class ItemStatistics:
    """`facility` and `discrimination` are None below LEAST, and discrimination where all earned the same."""

    code: str
    version: int
    kind: str
    stem: str
    number: int
    facility: float | None
    discrimination: float | None
    choices: tuple[Choice, ...]

    @property
    def is_weak(self) -> bool:
        return self.discrimination is not None and self.discrimination < WEAK

    @property
    def is_suspect(self) -> bool:
        """Those who know more do worse: the key may be wrong."""
        return self.discrimination is not None and self.discrimination < 0


@dataclass
class _Tally:
    item: Item
    pairs: list[tuple[float, float]] = field(default_factory=list)
    chosen: Counter[str] = field(default_factory=Counter)


def statistics_of(sittings: Iterable[Sitting], wanted: Any = None) -> list[ItemStatistics]:
    """By question and version, in the order of codes, the newest version first.

    `wanted(item)` says which items are meant. What a person marks is left out: its points are not in the paper.
    """
    tallies: dict[tuple[str, int], _Tally] = {}
    for sitting in sittings:
        earned = {item["item"]: _share(item, sitting.answers.get(item["item"])) for item in sitting.items}
        for item in sitting.items:
            if earned[item["item"]] is not None and (wanted is None or wanted(item)):
                _count(tallies, item, sitting, earned)
    rows = [_row(tally) for tally in tallies.values()]
    return sorted(rows, key=lambda row: (row.code, -row.version))


def _share(item: Item, answer: Sequence[str] | None) -> float | None:
    earned = kinds.points_earned(item, answer)
    points = Decimal(str(item["points"]))
    return None if earned is None or not points else float(max(earned, Decimal(0)) / points)


def _count(tallies: dict[tuple[str, int], _Tally], item: Item, sitting: Sitting, earned: Mapping[int, float | None]
           ) -> None:
    tally = tallies.setdefault((item["question"], item["version"]), _Tally(item))
    own = earned[item["item"]] or 0.0
    others = [share for number, share in earned.items() if share is not None and number != item["item"]]
    tally.pairs.append((own, sum(others) / len(others) if others else own))
    if item["kind"] in CHOSEN:
        texts = {option["key"]: option["text"] for option in item["options"]}
        tally.chosen.update(texts[key] for key in sitting.answers.get(item["item"], ()) if key in texts)


def _row(tally: _Tally) -> ItemStatistics:
    item, number = tally.item, len(tally.pairs)
    enough = number >= LEAST
    choices = tuple(
        Choice(option["text"], option["key"] in item["answer"], tally.chosen[option["text"]])
        for option in item["options"]
    ) if enough and item["kind"] in CHOSEN else ()
    return ItemStatistics(
        item["question"], item["version"], item["kind"], item["stem"], number,
        sum(own for own, _rest in tally.pairs) / number if enough else None,
        correlation(tally.pairs) if enough else None, choices,
    )


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's, from -1 to 1; None where one side never differs."""
    number = len(pairs)
    if not number:
        return None
    mean_x, mean_y = (sum(pair[side] for pair in pairs) / number for side in (0, 1))
    spread_x = sqrt(sum((x - mean_x) ** 2 for x, _y in pairs))
    spread_y = sqrt(sum((y - mean_y) ** 2 for _x, y in pairs))
    if spread_x < 1e-9 or spread_y < 1e-9:
        return None
    shared = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return max(-1.0, min(1.0, shared / (spread_x * spread_y)))
