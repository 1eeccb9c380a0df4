"""What a lesson asks its learner to do, read from a frozen body: a form, a practice checklist, a piece of work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from courses.rules import TASKS


@dataclass(frozen=True)
class Question:
    """`kind`: text, line, one (of the choices) or any (of them)."""

    key: str
    text: str
    kind: str
    choices: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class Item:
    key: str
    text: str


@dataclass(frozen=True)
class Task:
    """`key` is the block's own, the same in every version. `shared`: a form the section head and HR may read."""

    kind: str
    key: str
    title: str
    intro: str
    questions: tuple[Question, ...] = ()
    items: tuple[Item, ...] = ()
    shared: bool = False
    takes: str = "either"  # text, file or either
    pass_mark: int = 0


def tasks_of(body: Iterable[Mapping]) -> tuple[Task, ...]:
    """The tasks of raw blocks, in order."""
    return tuple(_task(block) for block in body if block["type"] in TASKS)


def _task(block: Mapping) -> Task:
    value = block["value"]
    return Task(
        kind=block["type"], key=str(block.get("id") or ""), title=value["title"], intro=value.get("intro") or "",
        questions=tuple(_question(*item) for item in _listed(value.get("questions"))),
        items=tuple(Item(key, str(text)) for key, text in _listed(value.get("items"))),
        shared=value.get("readers") == "office", takes=value.get("takes") or "either",
        pass_mark=int(value.get("pass_mark") or 0),
    )


def _question(key: str, value: Mapping) -> Question:
    choices = tuple(line.strip() for line in (value.get("choices") or "").splitlines() if line.strip())
    return Question(key, value["question"], value["kind"], choices, bool(value.get("required", True)))


def _listed(items: Iterable | None) -> list[tuple[str, Any]]:
    """(key, value) of a ListBlock's raw items; those written before items had keys are known by their place."""
    return [(item["id"], item["value"]) if isinstance(item, Mapping) and "id" in item else (f"n{place}", item)
            for place, item in enumerate(items or [])]
