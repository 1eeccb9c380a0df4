"""What a file says: questions that may be taken, what is refused, and what was left out. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.question_rules import CHOICES, QuestionRefused, tidy_answer, validate_question

CORE = ("kind", "stem", "options", "targets", "answer")
MOST = 2000  # questions in one file
LONGEST = {"stem": 5000, "option": 300, "article": 200, "code": 32, "explanation": 5000, "rubric": 5000}  # characters


class FileRefused(ValueError):  # noqa: N818 - it names what happened
    """A file that is not read at all; its text says why and what to do."""


@dataclass(frozen=True)
class Refusal:
    """`place` as the reader finds it in his file: 第 7 行 or 第 3 题; `field` is "" where the whole is meant."""

    place: str
    field: str
    reason: str


@dataclass(frozen=True)
class Draft:
    """One question of a file. `values` holds CORE and whatever else its format carries."""

    place: str
    code: str
    values: Mapping[str, Any]

    @property
    def stem(self) -> str:
        return self.values["stem"]


@dataclass
class Reading:
    """All of a file. `notes` say what was left out of it."""

    drafts: list[Draft] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take(self, draft: Draft) -> None:
        """Among the drafts when the rules allow it, else among the refusals."""
        values = draft.values
        try:
            _check_lengths(draft.code, values)
            validate_question(values["kind"], values["options"], values["answer"], stem=values["stem"],
                              targets=values["targets"], rubric=values.get("rubric", ""))
        except QuestionRefused as refused:
            self.refusals.append(Refusal(draft.place, "", str(refused)))
            return
        answer = tidy_answer(values["kind"], values["answer"])
        self.drafts.append(Draft(draft.place, draft.code, {**values, "answer": answer}))

    def refuse(self, place: str, reason: str, field_name: str = "") -> None:
        self.refusals.append(Refusal(place, field_name, reason))


def _check_lengths(code: str, values: Mapping[str, Any]) -> None:
    """Raises QuestionRefused."""
    if not values["stem"].strip():
        raise QuestionRefused(_("The stem is empty."))
    texts = {name: values.get(name) or "" for name in LONGEST} | {"code": code}
    texts["option"] = max((one["text"] for one in [*values["options"], *values["targets"]]), key=len, default="")
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            text = _("%(field)s: longer than %(most)d characters.")
            raise QuestionRefused(text % {"field": WORDS[name], "most": most})
    if any("\x00" in text for text in texts.values()):
        raise QuestionRefused(_("A character nobody can read stands in the text."))


WORDS = {
    "stem": gettext_lazy("stem"), "option": gettext_lazy("option"), "article": gettext_lazy("law article"),
    "code": gettext_lazy("code"), "explanation": gettext_lazy("explanation"),
    "rubric": gettext_lazy("model answer or marking guide"),
}


def said(values: Mapping[str, Any]) -> Any:
    """What a question asks and accepts, in words: the same whatever letters its options have."""
    kind, words = values["kind"], {one["key"]: one["text"] for one in [*values["options"], *values["targets"]]}
    if kind == "judge":
        return kind, values["stem"], tuple(values["answer"])
    if kind == "match":
        return kind, values["stem"], *_pairs(values)
    if kind == "order":
        return kind, values["stem"], tuple(words[key] for key in values["answer"])
    if kind in CHOICES:
        texts = tuple(one["text"] for one in values["options"])
        return kind, values["stem"], texts, tuple(sorted(words[key] for key in values["answer"]))
    return (kind, values["stem"], tuple(one["text"] for one in values["options"]),
            tuple(tuple(forms) for forms in values["answer"]))


def _pairs(values: Mapping[str, Any]) -> tuple[Any, Any]:
    targets: Sequence[Mapping[str, str]] = values["targets"]
    words = {one["key"]: one["text"] for one in targets}
    pairs = tuple((one["text"], words[key]) for one, key in zip(values["options"], values["answer"], strict=True))
    return pairs, tuple(sorted(one["text"] for one in targets if one["key"] not in values["answer"]))
