"""What a regrade makes of a paper, a score and a pass: decisions over plain values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.assessment.counting import Standing
from lms.assessment.kinds import BY_A_PERSON
from lms.assessment.rules import Item, Paper, grade, is_pass, mark

NEW_KEY, FULL_POINTS, LEFT_OUT = "new_key", "full_points", "left_out"
NOTHING_BY_PEOPLE: Mapping[int, Decimal] = {}
Options = Sequence[Mapping[str, str]]
SETS = ("single", "multi", "judge")  # kinds whose key has no order


class NotTransferable(ValueError):  # noqa: N818 - a refusal, not a defect
    """The new version asks so differently that its key says nothing about the answers given to the old one."""


@dataclass(frozen=True)
class Version:
    """One version of a question: what a paper froze, or what is right."""

    number: int
    kind: str
    stem: str
    options: Options
    answer: Sequence[Any]
    targets: Options = ()
    any_order: bool = False


@dataclass(frozen=True)
class Ruling:
    """What a regrade says: these versions of a question are marked in this way."""

    regrade: int
    bank: str
    question: str
    way: str
    wrong: tuple[Version, ...]
    right: Version

    def drawn(self, item: Item) -> Version | None:
        """The wrong version the item is; None for any other item.

        A paper that does not say of which bank its items are is known by the words of the question.
        """
        if item["question"] != self.question or item.get("bank", self.bank) != self.bank:
            return None
        known = "bank" in item
        return next((one for one in self.wrong
                     if one.number == item["version"] and (known or one.stem == item["stem"])), None)


@dataclass(frozen=True)
class Marked:
    """`score` out of 100; `passed` by the paper's own pass mark."""

    score: Decimal
    passed: bool


def is_concerned(paper: Paper, ruling: Ruling) -> bool:
    return any(ruling.drawn(item) for item in paper["items"])


def marked(
    paper: Paper, answers: Mapping[int, Sequence[str]], rulings: Collection[Ruling] = (),
    by_people: Mapping[int, Decimal] = NOTHING_BY_PEOPLE,
) -> Marked:
    """The paper marked from nothing, under the rulings; without any, as it was drawn. Raises NotTransferable.

    `by_people`: the points people gave, by item, where no rule can mark.
    """
    paper = ruled(paper, rulings)
    rest = [item for item in paper["items"] if not item.get("given")]
    given = sum(Decimal(item["points"]) for item in paper["items"] if item.get("given"))
    by_hand = sum(by_people.get(item["item"], Decimal(0)) for item in rest)
    score = grade(mark(paper | {"items": rest}, answers) + given + by_hand, paper["total"])
    return Marked(score, is_pass(score, paper["pass_mark"]))


def ruled(paper: Paper, rulings: Collection[Ruling]) -> Paper:
    """The paper as it is to be marked: of two rulings on one item the later holds. Raises NotTransferable.

    Where nothing would be left of it, everybody gets the points of what was to be left out.
    """
    if not rulings:
        return paper
    items = [ruled_item(item, rulings) for item in paper["items"]]
    left = [item for item in items if not item.get("left_out")]
    if not left:
        left = [item | {"given": True} for item in items]
    return paper | {"items": left, "total": sum(item["points"] for item in left)}


def ruled_item(item: Item, rulings: Iterable[Ruling]) -> Item:
    """One item with its new answer, or with `given` or `left_out`. Raises NotTransferable."""
    for ruling in reversed(list(rulings)):
        drawn = ruling.drawn(item)
        if drawn is None:
            continue
        if ruling.way == LEFT_OUT:
            return item | {"left_out": True}
        if ruling.way == FULL_POINTS:
            return item | {"given": True}
        return item | new_key(item, drawn, ruling.right)
    return item


def new_key(item: Item, drawn: Version, right: Version) -> dict[str, Any]:
    """The right version's key in the letters of this paper, whose options were shuffled. Raises NotTransferable.

    Options are known by their words; where an editor has changed the words, by the keys they keep in the bank. Of
    blanks also whether they may be filled in any order.
    """
    if right.kind != item["kind"]:
        raise NotTransferable(f"{item['kind']} is now {right.kind}")
    if item["kind"] in BY_A_PERSON:
        raise NotTransferable("marked by a person")
    return {"answer": _KEYS.get(item["kind"], _options_key)(item, drawn, right)} | (
        {"any_order": right.any_order} if item["kind"] == "fill" else {})


def _options_key(item: Item, drawn: Version, right: Version) -> list[str]:
    letters = _letters(item["options"], drawn.options, right.options)
    keys = [letters[key] for key in right.answer]
    return sorted(keys) if item["kind"] in SETS else keys


def _blanks_key(item: Item, drawn: Version, right: Version) -> list[str]:
    if len(right.answer) != len(item["answer"]):
        raise NotTransferable("other blanks")
    return list(right.answer)


def _pairs_key(item: Item, drawn: Version, right: Version) -> list[str]:
    """For each on the left side of this paper, the letter of what fits it; both sides were shuffled."""
    left = _letters(item["options"], drawn.options, right.options)
    letters = _letters(item["targets"], drawn.targets, right.targets)
    fits = {left[option["key"]]: letters[key] for option, key in zip(right.options, right.answer, strict=True)}
    return [fits[option["key"]] for option in item["options"]]


_KEYS = {"match": _pairs_key, "fill": _blanks_key}


def _letters(here: Options, drawn: Options, right: Options) -> dict[str, str]:
    """By key of the right version, the letter in the paper."""
    letters = {option["text"]: option["key"] for option in here}
    texts = _texts(right)
    if set(texts.values()) != set(letters):
        texts = _texts(drawn)
        if set(texts) != set(_texts(right)) or set(texts.values()) != set(letters):
            raise NotTransferable("other options")
    return {key: letters[text] for key, text in texts.items()}


def _texts(options: Options) -> dict[str, str]:
    return {option["key"]: option["text"] for option in options}


def passes(was: bool | None, by_score: bool, *, keep: bool) -> tuple[bool, bool]:
    """(passed, kept): a pass somebody already had may be kept although the new score is below the pass mark."""
    kept = bool(was) and not by_score and keep
    return by_score or kept, kept


def effect_of(before: Standing, after: Standing, *, completed: bool, finished: bool) -> str:
    """What follows for the task. `completed`: it is; `finished`: all its lessons are passed."""
    was, passed = before.passed_at is not None, after.passed_at is not None
    if passed and not was:
        return "gained" if finished else "waits"
    if was and not passed:
        return "lost" if completed else "unpassed"
    return "grade" if before.grade != after.grade else "none"


def hours_of(effect: str, hours: Decimal) -> Decimal:
    """Hours entered or taken away."""
    return {"gained": hours, "lost": -hours}.get(effect, Decimal(0))


def why_not_open(newest: int, wrong: Collection[int], known: Collection[int]) -> str:
    """Why a regrade of these versions may not be opened: none, unknown or newest; "" when it may.

    The newest version is drawn for new papers, so it cannot be among the wrong ones.
    """
    if not wrong:
        return "none"
    if newest in wrong:
        return "newest"
    return "" if set(wrong) <= set(known) else "unknown"


def mentions(recipe: Any, bank: str) -> bool:
    """Does a frozen recipe name the bank, wherever it does?"""
    if isinstance(recipe, Mapping):
        return any(mentions(value, bank) for value in recipe.values())
    if isinstance(recipe, list):
        return any(mentions(value, bank) for value in recipe)
    return bool(recipe == bank)
