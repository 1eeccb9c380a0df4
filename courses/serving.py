"""Can the bank serve a recipe, and how alike are two papers: shown to its editor, asked before publishing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from random import Random, SystemRandom
from typing import Any

from django.utils.translation import gettext as _

from courses import drawing, recipes
from courses.models import Question

SIMULATED = 200  # pairs of papers, where sections want the same questions


@dataclass(frozen=True)
class SectionRow:
    """What a section needs and what its pool holds; `draws` in words."""

    name: str
    draws: str
    fixed: bool
    needed: int
    available: int
    points: int
    lost: int

    @property
    def lacking(self) -> int:
        return max(0, self.needed - self.available)


@dataclass(frozen=True)
class Overlap:
    """How many questions two papers have in common: the mean, and what two papers drawn just now had.

    `exact` for simple random draws; False where sections share questions and the mean is of SIMULATED pairs.
    """

    questions: int
    expected: float
    exact: bool
    sample: int


@dataclass(frozen=True)
class Serving:
    """`overlap` is None for what cannot be drawn."""

    rows: tuple[SectionRow, ...]
    problems: tuple[str, ...]
    total: int
    overlap: Overlap | None


def serving_of(recipe: Mapping[str, Any]) -> Serving:
    """The whole check of a frozen recipe; one query or two a section."""
    sections = recipes.sections_of(recipe)
    pools = drawing.pools(sections)
    pairs = zip(sections, pools, strict=True)
    rows = tuple(_row(number, section, keys) for number, (section, keys) in enumerate(pairs, 1))
    problems = tuple(_problems(sections, pools, rows))
    overlap = None if problems or not rows else _overlap(sections, pools)
    return Serving(rows, problems, recipes.points_in(recipe), overlap)


def problems_of(recipe: Mapping[str, Any]) -> list[str]:
    """Why no paper could be drawn, in words; empty when one can."""
    return list(serving_of(recipe).problems)


def name_of(number: int, section: Mapping[str, Any]) -> str:
    """“1. 单选题”: a section's own title, else what it draws."""
    return f"{number}. {section['title'] or draws_of(section)}"


def draws_of(section: Mapping[str, Any]) -> str:
    """“单选题 · 难 · 工伤、时限”; for named questions, that they are."""
    if section["codes"]:
        return _("named questions")
    kind = dict(Question.Kind.choices).get(section["kind"])
    hardness = {str(number): word for number, word in Question.Difficulty.choices}.get(section["difficulty"], "")
    words = [str(kind or _("any kind")), str(hardness), "、".join(section["tags"])]
    return " · ".join(word for word in words if word)


def _row(number: int, section: Mapping[str, Any], keys: Sequence[int]) -> SectionRow:
    return SectionRow(name_of(number, section), draws_of(section), bool(section["codes"]), section["count"], len(keys),
                      section["points"], section["lost"])


def _problems(sections: Sequence[Mapping[str, Any]], pools: Sequence[Sequence[int]],
              rows: Sequence[SectionRow]) -> list[str]:
    if not sum(row.needed * row.points for row in rows):
        return [_("The exam draws no question that earns points.")]
    found = [_unknown(row, section) if row.fixed else _short(row, section)
             for row, section in zip(rows, sections, strict=True) if row.lacking]
    if found:
        return found
    try:
        drawing.allot(pools, [row.needed for row in rows])
    except drawing.Unservable as error:
        return [_shared(error, rows)]
    return []


def _short(row: SectionRow, section: Mapping[str, Any]) -> str:
    text = _("Section “%(section)s” needs %(needed)d questions; the bank holds %(available)d.") % {
        "section": row.name, "needed": row.needed, "available": row.available}
    bank = Question.objects.current().filter(bank__code=section["bank"])
    unknown = [name for name in section["tags"] if not bank.filter(tags__name=name).exists()]
    return text if not unknown else text + _(" None of its questions has the tag %(tags)s.") % {
        "tags": "、".join(f"“{name}”" for name in unknown)}


def _unknown(row: SectionRow, section: Mapping[str, Any]) -> str:
    known = set(drawing.pool(section).values_list("code", flat=True))
    return _("Section “%(section)s” names questions the bank does not hold: %(codes)s.") % {
        "section": row.name, "codes": "、".join(code for code in section["codes"] if code not in known)}


def _shared(error: drawing.Unservable, rows: Sequence[SectionRow]) -> str:
    text = _("Sections %(sections)s share their questions: together they need %(needed)d, and there are %(available)d.")
    return text % {
        "sections": "、".join(f"“{rows[place].name}”" for place in error.places),
        "needed": error.needed, "available": error.available}


def _overlap(sections: Sequence[Mapping[str, Any]], pools: Sequence[Sequence[int]]) -> Overlap:
    counts = [section["count"] for section in sections]
    exact = all(not set(one) & set(other) for one, other in combinations(pools, 2))
    expected = float(expected_common(pools, counts)) if exact else _simulated(pools, counts, SystemRandom())
    one, two = (_together(drawing.draw(sections, SystemRandom())) for _ in range(2))
    return Overlap(sum(counts), expected, exact, len(one & two))


def expected_common(pools: Sequence[Sequence[int]], counts: Sequence[int]) -> Fraction:
    """Of two simple random draws of n from N, n²/N questions are expected in both; disjoint pools add up."""
    return sum((Fraction(count * count, len(keys)) for keys, count in zip(pools, counts, strict=True) if keys),
               Fraction(0))


def _simulated(pools: Sequence[Sequence[int]], counts: Sequence[int], rng: Random) -> float:
    """Of each pool as many as all sections ask for: so many are enough, whatever the others take."""
    enough = sum(counts)
    papers = [_together(drawing.allot([rng.sample(keys, min(len(keys), enough)) for keys in pools], counts))
              for _ in range(2 * SIMULATED)]
    pairs = zip(papers[::2], papers[1::2], strict=True)
    return sum(len(one & two) for one, two in pairs) / SIMULATED


def _together(parts: Sequence[Sequence[int]]) -> set[int]:
    return {key for part in parts for key in part}
