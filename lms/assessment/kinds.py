"""What an answer to each kind of question may be, and what it earns. Pure functions over a frozen item.

`answer` of an item (the key) and of a response are lists:

| kind                  | options            | key                                  | response                        |
|-----------------------|--------------------|--------------------------------------|---------------------------------|
| single, multi, judge  | to choose from     | the right keys                       | the chosen keys                 |
| order                 | to be put in order | all keys in the right order          | for each place, a key, or ""    |
| match                 | the left side      | for each, the right key of `targets` | for each, a key of it, or ""    |
| fill                  | none               | for each blank, its accepted forms   | a text for each blank           |
| short, essay          | none               | none; `rubric`                       | one text                        |
| checklist             | the criteria       | none; `rubric`                       | none: a person watches and ticks |

Optional keys of an item: `id` (the version's own key in the bank), `targets` (match: [{"key", "text"}], of which some
may fit nothing), `any_order` (fill: the blanks may be filled in any order), `partial` (multi: what some of the right
options and no wrong one earn, "half" of the points or their "share"), `max_length` (short, essay: characters),
`rubric`, `two_markers`, `material`, `effective_on`.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import Any

from courses.wording import folded

Item = dict[str, Any]

KINDS = ("single", "multi", "judge", "fill", "order", "match", "short", "essay", "checklist")  # the parts of a paper
BY_A_PERSON = frozenset({"short", "essay", "checklist"})
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONGEST = {"fill": 200, "short": 1000, "essay": 5000}  # characters, where the item itself says nothing
CENT = Decimal("0.01")
NOTHING = Decimal(0)


class InvalidAnswer(ValueError):  # noqa: N818 - a refusal, not a defect
    """An answer the item cannot have."""


def validate_answer(item: Mapping[str, Any], answer: object) -> list[str]:
    """The answer as it is kept; an empty list takes an answer back. Raises InvalidAnswer."""
    if not isinstance(answer, list) or not all(isinstance(part, str) for part in answer):
        raise InvalidAnswer("not a list of texts")
    if not any(part.strip() for part in answer) and item["kind"] in _KEPT_AS_GIVEN:
        return []
    return _VALIDATE[item["kind"]](item, answer)


def points_earned(item: Mapping[str, Any], response: Sequence[str] | None) -> Decimal | None:
    """What the response earns of the item's points; None when a person must mark it.

    Nothing given earns nothing, also where a person marks; a checklist is always a person's. Blanks and pairs
    earn their share each, rounded down to a hundredth; an order earns all or nothing, a choice too where the item does
    not say what some of the right options earn.
    """
    if item["kind"] == "checklist":
        return None
    if not any(part.strip() for part in response or ()):
        return NOTHING
    if item["kind"] in BY_A_PERSON:
        return None
    right, parts = _EARNED[item["kind"]](item, list(response or ()))
    return _share(item["points"], right, parts)


def is_right(item: Mapping[str, Any], response: Sequence[str] | None) -> bool | None:
    """Whether it earns everything; None when a person must say."""
    full = points_earned({**item, "points": 1, "partial": False}, response)
    return None if full is None else full == 1


def by_a_person(item: Mapping[str, Any]) -> bool:
    return item["kind"] in BY_A_PERSON


def laid_out(question: Mapping[str, Any], rng: Random | None) -> Item:
    """The question as a paper shows it: options lettered in their new order, the key and `targets` with them.

    Without `rng` options stay as they are in the bank, except where their place would tell the answer: what is to be
    put in order, and the right side of what is to be matched, are mixed the same way each time.
    """
    return _LAID_OUT.get(question["kind"], _as_it_is)(question, rng)


# Answers


def _choice(item: Mapping[str, Any], answer: list[str]) -> list[str]:
    _known(answer, _keys(item["options"]))
    if len(set(answer)) != len(answer):
        raise InvalidAnswer("repeated keys")
    if item["kind"] != "multi" and len(answer) > 1:
        raise InvalidAnswer("more than one key")
    return sorted(answer)


def _order(item: Mapping[str, Any], answer: list[str]) -> list[str]:
    """Unfinished orders are kept too: who swaps two has chosen one of them twice for a moment."""
    _known(answer, {*_keys(item["options"]), ""})
    return _one_each(answer, len(item["options"]))


def _match(item: Mapping[str, Any], answer: list[str]) -> list[str]:
    _known(answer, {*_keys(item["targets"]), ""})
    return _one_each(answer, len(item["options"]))


def _fill(item: Mapping[str, Any], answer: list[str]) -> list[str]:
    return _one_each([_written(item, part) for part in answer], len(item["answer"]))


def _text(item: Mapping[str, Any], answer: list[str]) -> list[str]:
    return _one_each([_written(item, part) for part in answer], 1)


def _none(item: Mapping[str, Any], answer: list[str]) -> list[str]:
    if answer:
        raise InvalidAnswer("marked by a person who watches")
    return []


def _known(answer: Sequence[str], keys: set[str]) -> None:
    if not set(answer) <= keys:
        raise InvalidAnswer("unknown keys")


def _one_each(answer: list[str], number: int) -> list[str]:
    if len(answer) != number:
        raise InvalidAnswer(f"{number} parts expected")
    return answer


def _written(item: Mapping[str, Any], text: str) -> str:
    """A browser counts a line's end as one character and sends two."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > (item.get("max_length") or LONGEST[item["kind"]]) or "\x00" in text:
        raise InvalidAnswer("too long")
    return text


def _keys(options: Sequence[Mapping[str, str]]) -> set[str]:
    return {option["key"] for option in options}


_KEPT_AS_GIVEN = frozenset({"order", "match", "fill", "short", "essay"})
_VALIDATE = {
    "single": _choice, "multi": _choice, "judge": _choice, "order": _order, "match": _match, "fill": _fill,
    "short": _text, "essay": _text, "checklist": _none,
}

# Marking: how many parts are right, of how many


def _chosen(item: Mapping[str, Any], response: list[str]) -> tuple[int, int]:
    key, chosen = set(item["answer"]), set(response)
    if item.get("partial") and item["kind"] == "multi" and chosen < key:
        return (1, 2) if item["partial"] == "half" else (len(chosen), len(key))
    return int(chosen == key), 1


def _ordered(item: Mapping[str, Any], response: list[str]) -> tuple[int, int]:
    return int(response == list(item["answer"])), 1


def _matched(item: Mapping[str, Any], response: list[str]) -> tuple[int, int]:
    pairs = zip(item["answer"], response, strict=False)
    return sum(right == given for right, given in pairs), len(item["answer"])


def _filled(item: Mapping[str, Any], response: list[str]) -> tuple[int, int]:
    accepted = [{folded(form) for form in forms} for forms in item["answer"]]
    given = [folded(text) for text in response]
    if item.get("any_order"):
        return _most_filled(accepted, given), len(accepted)
    return sum(text in forms for forms, text in zip(accepted, given, strict=False)), len(accepted)


def _most_filled(accepted: list[set[str]], given: list[str]) -> int:
    """The largest number of blanks that different answers fill (augmenting paths: forms may overlap)."""
    holder: dict[int, int] = {}

    def settle(answer: int, tried: set[int]) -> bool:
        for blank, forms in enumerate(accepted):
            if given[answer] in forms and blank not in tried:
                tried.add(blank)
                if blank not in holder or settle(holder[blank], tried):
                    holder[blank] = answer
                    return True
        return False

    return sum(settle(answer, set()) for answer in range(len(given)))


def _share(points: Decimal | int | str, right: int, parts: int) -> Decimal:
    if right >= parts:
        return Decimal(points)
    return (Decimal(points) * right / parts).quantize(CENT, rounding=ROUND_DOWN)


_EARNED = {"single": _chosen, "multi": _chosen, "judge": _chosen, "order": _ordered, "match": _matched,
           "fill": _filled}

# Laying out


def _as_it_is(question: Mapping[str, Any], rng: Random | None) -> Item:
    return dict(question)


def _lettered_choice(question: Mapping[str, Any], rng: Random | None) -> Item:
    options, letters = _lettered(_mixed(question["options"], rng))
    return {**question, "options": options, "answer": sorted(letters[key] for key in question["answer"])}


def _lettered_order(question: Mapping[str, Any], rng: Random | None) -> Item:
    mixed = _mixed(question["options"], rng or _fixed(question))
    if [option["key"] for option in mixed] == list(question["answer"]):
        mixed = [*mixed[1:], mixed[0]]
    options, letters = _lettered(mixed)
    return {**question, "options": options, "answer": [letters[key] for key in question["answer"]]}


def _lettered_match(question: Mapping[str, Any], rng: Random | None) -> Item:
    pairs = list(zip(question["options"], question["answer"], strict=True))
    if rng:
        rng.shuffle(pairs)
    targets, letters = _lettered(_mixed(question["targets"], rng or _fixed(question)))
    options = [{**option, "key": str(number)} for number, (option, _key) in enumerate(pairs, start=1)]
    return {**question, "options": options, "targets": targets, "answer": [letters[key] for _option, key in pairs]}


def _mixed(options: Sequence[Mapping[str, str]], rng: Random | None) -> list[Mapping[str, str]]:
    mixed = list(options)
    if rng:
        rng.shuffle(mixed)
    return mixed


def _fixed(question: Mapping[str, Any]) -> Random:
    return Random(f"{question.get('question')}/{question.get('version')}")  # noqa: S311 - the same for everyone


def _lettered(options: Sequence[Mapping[str, str]]) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The options under new letters; and by old key, the new."""
    letters = {option["key"]: LETTERS[number] for number, option in enumerate(options)}
    return [{**option, "key": letters[option["key"]]} for option in options], letters


_LAID_OUT = {"single": _lettered_choice, "multi": _lettered_choice, "order": _lettered_order, "match": _lettered_match}
