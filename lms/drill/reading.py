"""A question and an answer to it, as the pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from courses.models import Question
from courses.rendering import materials_of
from lms.assessment import kinds
from lms.drill.items import item_of
from lms.drill.models import DrillAnswer

KIND_WORDS = dict(Question.Kind.choices)
CHOICES = ("single", "multi", "judge")


@dataclass(frozen=True)
class OptionRow:
    """`state`: chosen (rightly), wrong, missed or plain."""

    key: str
    text: str
    state: str = "plain"


@dataclass(frozen=True)
class PlaceRow:
    """A line that is filled in, ordered or matched: what was given there, and what is right."""

    label: str
    given: str
    right: str
    is_right: bool


@dataclass(frozen=True)
class Asked:
    """A question without anything that tells its answer; `body` is what stands under its stem."""

    pk: int
    kind: str
    kind_word: Any
    stem: str
    options: tuple[OptionRow, ...]
    targets: tuple[OptionRow, ...]
    places: tuple[str, ...]
    body: Sequence[Any] = ()

    @property
    def is_choice(self) -> bool:
        return self.kind in CHOICES


@dataclass(frozen=True)
class Judged:
    asked: Asked
    right: bool
    options: tuple[OptionRow, ...]
    places: tuple[PlaceRow, ...]
    explanation: str
    article: str
    law: str


def asked(question: Question) -> Asked:
    return _asked(question, item_of(question))


def judged(answer: DrillAnswer) -> Judged:
    """The answer beside the key."""
    question = answer.question
    item, given = item_of(question), list(answer.response)
    shown = _asked(question, item)
    options = tuple(OptionRow(row.key, row.text, _state(row.key, given, item["answer"])) for row in shown.options)
    return Judged(
        asked=shown, right=answer.right, options=options if shown.is_choice else (),
        places=() if shown.is_choice else tuple(_places(item, shown, given)),
        explanation=item["explanation"], article=item["article"], law=question.bank.law,
    )


def _asked(question: Question, item: kinds.Item) -> Asked:
    return Asked(
        pk=question.pk, kind=item["kind"], kind_word=KIND_WORDS.get(item["kind"], item["kind"]), stem=item["stem"],
        options=_rows(item["options"]), targets=_rows(item.get("targets") or ()), places=_labels(item),
        body=materials_of([question.material.raw_data])[0] if question.material else (),
    )


def _rows(options: Any) -> tuple[OptionRow, ...]:
    return tuple(OptionRow(option["key"], option["text"]) for option in options)


def _labels(item: kinds.Item) -> tuple[str, ...]:
    """The lines to write on: none for a choice."""
    if item["kind"] in CHOICES:
        return ()
    if item["kind"] == "match":
        return tuple(option["text"] for option in item["options"])
    return tuple(str(number) for number, _part in enumerate(item["answer"], start=1))


def _state(key: str, given: list[str], right: list[str]) -> str:
    if key in given:
        return "chosen" if key in right else "wrong"
    return "missed" if key in right else "plain"


def _places(item: kinds.Item, shown: Asked, given: list[str]) -> list[PlaceRow]:
    """Each line judged alone; blanks in any order show all that is accepted in each."""
    texts = {row.key: f"{row.key}. {row.text}" for row in (shown.targets or shown.options)}
    rows = []
    for place, label in enumerate(shown.places):
        said, key = given[place] if place < len(given) else "", item["answer"][place]
        alone = {**item, "answer": [key], "options": item["options"][:1] or [], "points": 1, "any_order": False}
        accepted = " / ".join(key) if isinstance(key, list) else texts.get(key, key)
        rows.append(PlaceRow(label, texts.get(said, said), accepted, kinds.is_right(alone, [said]) is True))
    return rows
