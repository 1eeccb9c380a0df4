"""Whether a bank has a question already, or one that nearly says the same. One query, whatever the size of the bank."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.likeness import Likes, likeness_of
from courses.models import Question, QuestionBank


@dataclass(frozen=True)
class Known:
    """A question of the bank, as much of it as a message needs."""

    pk: int
    code: str
    stem: str


@dataclass
class Index:
    """The newest versions of a bank's questions, ready to be asked. Retired ones are found too."""

    by_likeness: dict[str, Known] = field(default_factory=dict)
    by_code: dict[str, Known] = field(default_factory=dict)
    likes: Likes = field(default_factory=lambda: Likes([]))

    def same(self, content: Mapping[str, Any], *, but: str = "") -> Known | None:
        """The question that says just this; `but` is the code of the one being revised."""
        found = self.by_likeness.get(_likeness(content))
        return found if found and found.code != but else None

    def near(self, stem: str, *, but: str = "") -> list[Known]:
        found = (self.by_code[near.key] for near in self.likes.near(stem, most=4))
        return [known for known in found if known.code != but][:3]

    def add(self, code: str, content: Mapping[str, Any]) -> None:
        """A question not kept yet, so that two rows of a file are compared too."""
        known = Known(0, code, content["stem"])
        self.by_likeness.setdefault(_likeness(content), known)
        self.by_code[code] = known
        self.likes.add(code, content["stem"])


def index_of(bank: QuestionBank) -> Index:
    columns = ("pk", "code", "kind", "stem", "options", "targets", "material")
    rows = list(Question.objects.newest().filter(bank=bank).order_by("code").only(*columns))
    known = {row.code: Known(row.pk, row.code, row.stem) for row in rows}
    by_likeness = {_likeness({name: getattr(row, name) for name in columns}): known[row.code] for row in rows}
    return Index(by_likeness, known, Likes((row.code, row.stem) for row in rows))


def _likeness(content: Mapping[str, Any]) -> str:
    material: Any = content.get("material") or ()
    blocks = [(block["type"], block["value"]) for block in getattr(material, "raw_data", material)]
    said = str(blocks) if blocks else ""
    return likeness_of(content["kind"], content["stem"], content["options"], content.get("targets", ()), said)
