"""Questions that say the same, or nearly. Pure functions over values.

Two questions are the same when kind, stem and options are, whatever their order, width, case, spaces and punctuation.
They are near when their pairs of characters overlap by SIMILAR or more (Dice's coefficient: twice what is shared over
what both have). Only questions that share a rare pair are compared, so that a bank of 10,000 answers at once.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.wording import folded

SIMILAR = 0.8
RAREST = 8  # pairs of a question by which its likes are looked up
PUNCTUATION = re.compile(r"[^\w]|_")


def bare(text: str) -> str:
    """The text without its punctuation and blanks as well."""
    return PUNCTUATION.sub("", folded(text))


def likeness_of(kind: str, stem: str, options: Sequence[Mapping[str, str]], targets: Sequence[Mapping[str, str]] = (),
                material: str = "") -> str:
    """The same for questions that say the same, whatever the order of their options."""
    parts = [kind, bare(stem) or stem, *sorted(bare(one["text"]) or one["text"] for one in options), "",
             *sorted(bare(one["text"]) or one["text"] for one in targets), material]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def pairs_of(text: str) -> frozenset[str]:
    said = bare(text)
    return frozenset(said[n:n + 2] for n in range(len(said) - 1)) or frozenset([said])


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0, nothing shared, to 1, all."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


@dataclass(frozen=True)
class Near:
    key: Any
    share: float


class Likes:
    """A bank's stems, made ready to be asked for those near a new one."""

    def __init__(self, stems: Iterable[tuple[Any, str]]) -> None:
        self._pairs = {key: pairs_of(stem) for key, stem in stems}
        self._counts = Counter(pair for pairs in self._pairs.values() for pair in pairs)
        self._holders: dict[str, list[Any]] = defaultdict(list)
        for key, pairs in self._pairs.items():
            for pair in pairs:
                self._holders[pair].append(key)

    def near(self, stem: str, *, most: int = 3) -> list[Near]:
        """The nearest, the nearest first; none below SIMILAR."""
        asked = pairs_of(stem)
        found = (Near(key, similarity(asked, self._pairs[key])) for key in self._candidates(asked))
        return sorted((one for one in found if one.share >= SIMILAR), key=lambda one: (-one.share, str(one.key)))[:most]

    def add(self, key: Any, stem: str) -> None:
        """Another question, so that two rows of one file are compared as well."""
        self._pairs[key] = pairs_of(stem)
        for pair in self._pairs[key]:
            self._counts[pair] += 1
            self._holders[pair].append(key)

    def _candidates(self, asked: frozenset[str]) -> set[Any]:
        """Who is as near as SIMILAR lacks at most a third of the pairs: one of the third and one more is shared."""
        needed = max(len(asked) - int(len(asked) * SIMILAR / (2 - SIMILAR)) + 1, RAREST)
        rare = sorted(asked, key=lambda pair: (self._counts[pair], pair))[:needed]
        return {key for pair in rare for key in self._holders.get(pair, ())}
