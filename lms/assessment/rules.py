"""Drawing a paper, marking it, and who may begin: decisions over plain values."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import Any

from courses import recipes
from lms.assessment import kinds
from lms.assessment.kinds import InvalidAnswer, is_right, validate_answer

__all__ = ["InvalidAnswer", "is_right", "validate_answer"]  # a kind's own decisions, under the room's one name

Item = dict[str, Any]
Paper = dict[str, Any]

COPIED = (
    "title", "pass_mark", "minutes", "attempts", "answers_shown", "pledge", "two_markers", "tolerance", "counting",
)
CENT = Decimal("0.01")


def compose(recipe: Mapping, parts: Sequence[tuple[Mapping, Sequence[Item]]], rng: Random) -> Paper:
    """A frozen paper of the questions drawn for each section; `recipe` may be of either shape.

    Each question is {"question", "version", "kind", "stem", "options", "answer", "explanation", "article"}. Where
    questions are not shuffled they stand by code, those a section names in its own order.
    """
    mixed = rng if recipes.setting(recipe, "shuffle_options") else None
    items: list[Item] = []
    heads: list[dict[str, Any]] = []
    headed = any(section["title"] or section["instructions"] for section, _questions in parts)
    for section, questions in parts:
        if headed:
            heads.append({"first": len(items) + 1, "title": section["title"], "instructions": section["instructions"]})
        for question in _in_order(section, questions, shuffle=recipes.setting(recipe, "shuffle")):
            items.append(_item(len(items) + 1, section, _told(question, recipe), mixed))
    copied = {name: recipe[name] for name in COPIED if name in recipe}
    total = sum(item["points"] for item in items)
    return {"items": items, "total": total, **({"sections": heads} if heads else {}), **copied}


def _in_order(section: Mapping, questions: Sequence[Item], *, shuffle: bool) -> Sequence[Item]:
    if shuffle or section["codes"]:
        return questions
    return sorted(questions, key=lambda question: question["question"])


def _item(number: int, section: Mapping, question: Item, rng: Random | None) -> Item:
    item = {"item": number, **kinds.laid_out(question, rng), "points": section["points"]}
    return item | {name: section[name] for name in ("bank", "lost") if section.get(name)}


def _told(question: Item, recipe: Mapping) -> Item:
    """A multiple choice carries what some of its right options earn."""
    partial = recipes.setting(recipe, "partial") if question["kind"] == "multi" else "none"
    return question if partial == "none" else {**question, "partial": partial}


def item_of(paper: Paper, number: int) -> Item | None:
    return next((item for item in paper["items"] if item["item"] == number), None)


def mark(paper: Paper, answers: Mapping[int, Sequence[str]]) -> Decimal:
    """Points earned, of the paper's total, never below nothing; an item that people mark earns none here."""
    points = sum((points_of(item, answers.get(item["item"])) for item in paper["items"]), kinds.NOTHING)
    return max(points, kinds.NOTHING)


def points_of(item: Item, answer: Sequence[str] | None) -> Decimal:
    """What one answer earns; where the recipe says so, a wrong one loses points, and an empty one never does."""
    earned = kinds.points_earned(item, answer)
    if earned == 0 and item.get("lost") and any(part.strip() for part in answer or ()):
        return Decimal(-item["lost"])
    return earned or kinds.NOTHING


def grade(points: Decimal, total: int) -> Decimal:
    """Out of 100, in hundredths rounded down, so that nobody passes by rounding."""
    return (points * 100 / total).quantize(CENT, rounding=ROUND_DOWN) if total else Decimal("0.00")


def is_pass(score: Decimal, pass_mark: int) -> bool:
    """`score` and `pass_mark` are out of 100; reaching the mark passes."""
    return score >= pass_mark


def answers_may_be_shown(policy: str, *, live: bool, passed: bool, left: int) -> bool:
    """`live`: another attempt is going on, which these answers would help."""
    if live or policy == "never":
        return False
    return policy == "after_each" or passed or left <= 0
