"""Drawing a paper, marking it, and who may begin: decisions over plain values."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import Any

from lms.assessment import kinds
from lms.assessment.kinds import InvalidAnswer, is_right, validate_answer

__all__ = ["InvalidAnswer", "is_right", "validate_answer"]  # a kind's own decisions, under the room's one name

Item = dict[str, Any]
Paper = dict[str, Any]

KINDS = kinds.KINDS  # the order of the parts of a paper
COPIED = ("title", "pass_mark", "minutes", "attempts", "answers_shown", "pledge")
CENT = Decimal("0.01")


class RecipeUnservable(Exception):  # noqa: N818 - a state of the bank, not a defect
    """The bank holds fewer questions of a kind than the recipe draws; `kind` is "" when it draws none at all."""

    def __init__(self, kind: str, needed: int, available: int) -> None:
        super().__init__(f"{kind or 'any'}: {needed} needed, {available} available")
        self.kind, self.needed, self.available = kind, needed, available


def draw(recipe: Mapping, questions_by_kind: Mapping[str, Sequence[Item]], rng: Random) -> Paper:
    """A frozen paper of the recipe's questions, in parts by kind; raises RecipeUnservable.

    Each question is {"question", "version", "kind", "stem", "options", "answer", "explanation", "article"}.
    """
    drawn = [question for kind in KINDS for question in _draw_kind(recipe, kind, questions_by_kind.get(kind, ()), rng)]
    if not drawn:
        raise RecipeUnservable("", 1, 0)
    items = [
        {"item": number, **kinds.laid_out(question, rng if recipe["shuffle"] else None),
         "points": recipe["points"][question["kind"]]}
        for number, question in enumerate(drawn, start=1)
    ]
    copied = {name: recipe[name] for name in COPIED if name in recipe}
    return {"items": items, "total": sum(item["points"] for item in items), **copied}


def _draw_kind(recipe: Mapping, kind: str, questions: Sequence[Item], rng: Random) -> list[Item]:
    needed = recipe["draw"].get(kind, 0)
    if needed > len(questions):
        raise RecipeUnservable(kind, needed, len(questions))
    positions = rng.sample(range(len(questions)), needed)
    return [questions[n] for n in (positions if recipe["shuffle"] else sorted(positions))]


def item_of(paper: Paper, number: int) -> Item | None:
    return next((item for item in paper["items"] if item["item"] == number), None)


def mark(paper: Paper, answers: Mapping[int, Sequence[str]]) -> Decimal:
    """Points earned, of the paper's total; an item without an answer earns none, nor does one a person must mark."""
    return sum((kinds.points_earned(item, answers.get(item["item"])) or kinds.NOTHING for item in paper["items"]),
               kinds.NOTHING)


def grade(points: Decimal, total: int) -> Decimal:
    """Out of 100, in hundredths rounded down, so that nobody passes by rounding."""
    return (points * 100 / total).quantize(CENT, rounding=ROUND_DOWN) if total else Decimal("0.00")


def is_pass(score: Decimal, pass_mark: int) -> bool:
    """`score` and `pass_mark` are out of 100; reaching the mark passes."""
    return score >= pass_mark


def why_not_start(recipe: Mapping | None, *, finished: bool, passed: bool, used: int) -> str:
    """Why an attempt may not begin: not_an_exam, passed, unfinished or used_up; "" when it may."""
    if not recipe or recipe["kind"] != "exam":
        return "not_an_exam"
    if passed:
        return "passed"
    if not finished:
        return "unfinished"
    return "used_up" if used >= recipe["attempts"] else ""


def answers_may_be_shown(policy: str, *, live: bool, passed: bool, left: int) -> bool:
    """`live`: another attempt is going on, which these answers would help."""
    if live or policy == "never":
        return False
    return policy == "after_each" or passed or left <= 0
