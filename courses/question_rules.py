"""What makes a question one that can be answered and marked. Pure functions over values."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.wording import folded

CHOICES = frozenset({"single", "multi", "judge"})
WRITTEN = frozenset({"short", "essay"})
BY_A_PERSON = WRITTEN | {"checklist"}
MOST_OPTIONS = 12
BLANK = re.compile(r"_{2,}|＿{2,}|（[\s\u3000]+）|\([\s\u3000]+\)")  # how a blank is drawn in a stem
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Options = Sequence[Mapping[str, str]]


class QuestionRefused(ValueError):  # noqa: N818 - it names what happened
    """A question no paper could carry; its message says why, in words for the editor."""


def validate_question(kind: str, options: Options, answer: Sequence[Any], *, stem: str = "", targets: Options = (),
                      rubric: str = "") -> None:
    """Refuse, with QuestionRefused, what could not be answered or marked."""
    if kind not in _RULES:
        raise QuestionRefused(_("Choose a kind of question."))
    _validate_texts(options)
    _validate_texts(targets)
    _RULES[kind](options, answer, {"kind": kind, "stem": stem, "targets": targets, "rubric": rubric})


def tidy_answer(kind: str, answer: Sequence[Any]) -> list[Any]:
    """As it is kept: chosen keys sorted and once each, the rest in its order."""
    return sorted(set(answer)) if kind in CHOICES else list(answer)


def blanks_in(stem: str) -> int:
    """How many blanks are drawn in the stem, as ____ or （ ）."""
    return len(BLANK.findall(stem))


def _validate_texts(options: Options) -> None:
    keys, texts = [option["key"] for option in options], [option["text"].strip() for option in options]
    if len(set(keys)) != len(keys):
        raise QuestionRefused(_("Two options have the same key."))
    if not all(texts):
        raise QuestionRefused(_("Every option needs a text."))
    if len(set(map(folded, texts))) != len(texts):
        raise QuestionRefused(_("Two options say the same."))
    if len(texts) > MOST_OPTIONS:
        raise QuestionRefused(_("A question has at most %(most)d options.") % {"most": MOST_OPTIONS})


def _choice(options: Options, answer: Sequence[str], rest: Mapping[str, Any]) -> None:
    keys, kind = {option["key"] for option in options}, rest["kind"]
    if len(keys) < 2:
        raise QuestionRefused(_("A question needs at least two options, each with a text."))
    if kind == "judge" and keys != {"T", "F"}:
        raise QuestionRefused(_("A true or false question has the options T and F only."))
    if unknown := sorted(set(answer) - keys):
        raise QuestionRefused(_("The answer %(keys)s is not among the options.") % {"keys": ", ".join(unknown)})
    if kind == "multi" and len(set(answer)) < 2:
        raise QuestionRefused(_("A multiple choice question needs at least two correct options."))
    if kind != "multi" and len(answer) != 1:
        raise QuestionRefused(_("This kind of question needs exactly one correct option."))


def _order(options: Options, answer: Sequence[str], rest: Mapping[str, Any]) -> None:
    if len(options) < 3:
        raise QuestionRefused(_("What is to be put in order needs at least three parts."))
    if sorted(answer) != sorted(option["key"] for option in options):
        raise QuestionRefused(_("The right order names every part once."))


def _match(options: Options, answer: Sequence[str], rest: Mapping[str, Any]) -> None:
    if len(options) < 2 or len(rest["targets"]) < 2:
        raise QuestionRefused(_("Matching needs at least two on each side."))
    if len(answer) != len(options) or not set(answer) <= {target["key"] for target in rest["targets"]}:
        raise QuestionRefused(_("Each on the left side needs one on the right side that fits it."))


def _fill(options: Options, answer: Sequence[Any], rest: Mapping[str, Any]) -> None:
    if not answer or not all(isinstance(forms, list | tuple) and forms for forms in answer):
        raise QuestionRefused(_("Say for each blank what is accepted."))
    if not all(isinstance(form, str) and folded(form) and len(form) <= 200 for forms in answer for form in forms):
        raise QuestionRefused(_("An accepted answer of a blank has 1 to 200 characters."))
    drawn = blanks_in(rest["stem"])
    if drawn and drawn != len(answer):
        text = _("The stem has %(drawn)d blanks, the answer has %(given)d.")
        raise QuestionRefused(text % {"drawn": drawn, "given": len(answer)})


def _by_a_person(options: Options, answer: Sequence[str], rest: Mapping[str, Any]) -> None:
    if answer or (options and rest["kind"] != "checklist"):
        raise QuestionRefused(_("What a person marks has a marking guide instead of right answers."))
    if rest["kind"] == "checklist" and not options:
        raise QuestionRefused(_("A checklist needs at least one criterion."))
    if rest["kind"] in WRITTEN and not rest["rubric"].strip():
        raise QuestionRefused(_("Write a model answer or a marking guide: two people must come to the same mark."))


_RULES: dict[str, Callable[[Options, Sequence[Any], Mapping[str, Any]], None]] = {
    "single": _choice, "multi": _choice, "judge": _choice, "order": _order, "match": _match, "fill": _fill,
    "short": _by_a_person, "essay": _by_a_person, "checklist": _by_a_person,
}
