"""How an item of a paper is shown, by kind: to be answered, without the key, and afterwards, with it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from courses.models import Question
from courses.rendering import materials_of
from lms.assessment import kinds
from lms.assessment.kinds import Item
from lms.assessment.models import Response

KIND_WORDS = dict(Question.Kind.choices)
PARTS = frozenset({"fill", "order", "match"})
FORMS = {"single": "choice", "multi": "choice", "judge": "choice", "essay": "text", "short": "text"}


@dataclass(frozen=True)
class OptionRow:
    """`state`, on the result page: chosen, missed, wrong or plain."""

    key: str
    text: str
    chosen: bool
    state: str = ""


@dataclass(frozen=True)
class PartRow:
    """A blank, a place in an order, or the left side of a pair. `right` and `key` on the result page only."""

    number: int
    text: str
    value: str
    choices: tuple[OptionRow, ...] = ()
    right: bool = False
    key: str = ""


@dataclass(frozen=True)
class Shown:
    """What both pages show of an item. `material` is the frozen blocks, `body` the same as a stream."""

    number: int
    kind: str
    kind_word: object
    stem: str
    options: tuple[OptionRow, ...]
    parts: tuple[PartRow, ...]
    material: Sequence[dict]
    body: list = field(default_factory=list, compare=False)

    @property
    def form(self) -> str:
        return FORMS.get(self.kind, self.kind)


@dataclass(frozen=True, kw_only=True)
class ItemRow(Shown):
    """`answered` is true as well of what nobody answers: a checklist is never missing."""

    points: object
    answered: bool
    flagged: bool
    revision: int
    saved_at: dt.datetime | None
    max_length: int

    @property
    def asked(self) -> bool:
        return self.kind != "checklist"

    @property
    def template(self) -> str:
        return f"assessment/items/{self.form}.html"


@dataclass(frozen=True, kw_only=True)
class ReviewRow(Shown):
    """`right` is None where a person marks; `rubric` is what he marked by. `given`, `left_out`: a regrade says so."""

    right: bool | None
    given: bool
    left_out: bool
    explanation: str
    article: str
    effective_on: str
    rubric: str

    @property
    def template(self) -> str:
        return f"assessment/items/{'parts' if self.form in PARTS else self.form}_review.html"


def item_row(item: Item, saved: Response | None) -> ItemRow:
    """What is asked, with what was saved; never the key."""
    given = saved.answer if saved else []
    return ItemRow(
        **_shown(item, given, _asked), points=item["points"], answered=bool(given) or item["kind"] == "checklist",
        flagged=saved.flagged if saved else False,
        revision=saved.revision if saved else 0,
        saved_at=saved.saved_at if saved else None,
        max_length=item.get("max_length") or kinds.LONGEST.get(item["kind"], 0),
    )


def review_row(item: Item, given: list[str]) -> ReviewRow:
    """What was answered beside what is right."""
    return ReviewRow(
        **_shown(item, given, _judged), right=item.get("given") or kinds.is_right(item, given),
        given=item.get("given", False), left_out=item.get("left_out", False), explanation=item["explanation"],
        article=item["article"], effective_on=item.get("effective_on") or "", rubric=item.get("rubric") or "",
    )


class HasMaterial(Protocol):
    @property
    def material(self) -> Sequence[dict]: ...
    @property
    def body(self) -> list: ...


def show_materials(rows: Iterable[HasMaterial]) -> None:
    """Their pictures in two queries, however many; none where nothing is shown."""
    with_material = [row for row in rows if row.material]
    for row, body in zip(with_material, materials_of([row.material for row in with_material]), strict=True):
        row.body.extend(body)


def _shown(item: Item, given: list[str], parts) -> dict[str, Any]:
    judged = parts is _judged
    options = tuple(
        OptionRow(row["key"], row["text"], row["key"] in given,
                  _state(row["key"], given, item["answer"]) if judged else "")
        for row in item["options"]
    )
    return {"number": item["item"], "kind": item["kind"], "kind_word": KIND_WORDS[item["kind"]], "stem": item["stem"],
            "options": options, "parts": parts(item, given), "material": item.get("material") or ()}


def _state(key: str, given: Sequence[str], answer: Sequence[Any]) -> str:
    if key in given:
        return "chosen" if key in answer else "wrong"
    return "missed" if key in answer else "plain"


def _asked(item: Item, given: list[str]) -> tuple[PartRow, ...]:
    """One for each field of the answer, in its order."""
    kind, values = item["kind"], [*given, *[""] * _parts_in(item)]
    texts = [row["text"] for row in item["options"]] if kind == "match" else [""] * _parts_in(item)
    side = item.get("targets", ()) if kind == "match" else item["options"] if kind == "order" else ()
    return tuple(
        PartRow(number, text, value, tuple(OptionRow(row["key"], row["text"], row["key"] == value) for row in side))
        for number, (text, value) in enumerate(zip(texts, values, strict=False), start=1)
    )


def _judged(item: Item, given: list[str]) -> tuple[PartRow, ...]:
    """The same with what is right, in words."""
    rows = _asked(item, given)
    words = _words(item)
    right = [kinds.points_earned({**item, **_only(item, n), "points": 1}, [row.value]) == 1
             for n, row in enumerate(rows)] if item["kind"] in ("fill", "match") and not item.get("any_order") else []
    return tuple(
        PartRow(row.number, row.text, words.get(row.value, row.value),
                right=right[n] if right else _in_place(item, n, row.value), key=_key_words(item, n, words))
        for n, row in enumerate(rows)
    )


def _only(item: Item, n: int) -> dict[str, Any]:
    """One blank or pair of the item, by itself."""
    return {"answer": item["answer"][n:n + 1], "options": item["options"][n:n + 1]}


def _in_place(item: Item, n: int, value: str) -> bool:
    """An order's place; blanks in any order are right when some blank accepts the text."""
    if item["kind"] == "fill":
        one = {**item, "points": 1, "any_order": False}
        return any(kinds.points_earned({**one, "answer": [forms]}, [value]) == 1 for forms in item["answer"])
    return n < len(item["answer"]) and item["answer"][n] == value


def _words(item: Item) -> Mapping[str, str]:
    side = item.get("targets", ()) if item["kind"] == "match" else item["options"]
    return {row["key"]: f"{row['key']}. {row['text']}" for row in side}


def _key_words(item: Item, n: int, words: Mapping[str, str]) -> str:
    if item["kind"] == "fill":
        return " / ".join(item["answer"][n])
    return words.get(item["answer"][n], "") if n < len(item["answer"]) else ""


def _parts_in(item: Item) -> int:
    if item["kind"] in ("short", "essay"):
        return 1
    return {"fill": len(item["answer"]), "order": len(item["options"]), "match": len(item["options"])}.get(
        item["kind"], 0)
