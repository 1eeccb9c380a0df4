"""Moodle XML out: what `moodle.read` takes back unchanged, as far as Moodle has words for it."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from courses.question_rules import BLANK, blanks_in

TYPES = {"single": "multichoice", "multi": "multichoice", "judge": "truefalse", "match": "matching",
         "order": "ordering", "short": "essay", "essay": "essay"}


def carried(question: Mapping[str, Any]) -> bool:
    """Several blanks only where the stem draws them, for Moodle keeps answers within the text."""
    kind = question["kind"]
    if kind == "fill":
        return len(question["answer"]) == 1 or blanks_in(question["stem"]) == len(question["answer"])
    return kind in TYPES


def write(questions: Iterable[Mapping[str, Any]]) -> bytes:
    """What is not `carried` is left out."""
    quiz = Element("quiz")
    for one in questions:
        if carried(one):
            _question(quiz, one)
    indent(quiz)
    return tostring(quiz, encoding="utf-8", xml_declaration=True)


def _question(quiz: Element, one: Mapping[str, Any]) -> None:
    kind = one["kind"]
    several_blanks = kind == "fill" and len(one["answer"]) > 1
    type_ = TYPES.get(kind) or ("multianswer" if several_blanks else "shortanswer")
    item = SubElement(quiz, "question", type=type_)
    _text(SubElement(item, "name"), f"{one['code']} {one['stem'][:60]}")
    _html(item, "questiontext", _clozed(one) if several_blanks else one["stem"])
    _html(item, "generalfeedback", one.get("explanation", ""))
    _text(SubElement(item, "defaultgrade"), None, "1")
    SubElement(item, "idnumber").text = one["code"]
    _ANSWERS.get(kind, _forms)(item, one)
    tags = SubElement(item, "tags") if one.get("tags") else None
    for tag in one.get("tags", ()):
        if tags is not None:
            _text(SubElement(tags, "tag"), escape(tag))


def _text(parent: Element, text: str | None, own: str = "") -> None:
    if text is None:
        parent.text = own
    else:
        SubElement(parent, "text").text = text


def _html(parent: Element, tag: str, words: str) -> Element:
    made = SubElement(parent, tag, format="html")
    _text(made, escape(words, quote=False).replace("\n", "<br>"))
    return made


def _answer(item: Element, fraction: str, words: str, format_: str = "html") -> None:
    made = SubElement(item, "answer", fraction=fraction, format=format_)
    _text(made, escape(words, quote=False) if format_ == "html" else words)


def _choice(item: Element, one: Mapping[str, Any]) -> None:
    several = one["kind"] == "multi"
    SubElement(item, "single").text = "false" if several else "true"
    SubElement(item, "shuffleanswers").text = "true"
    SubElement(item, "answernumbering").text = "ABCD"
    right, wrong = (f"{100 / len(one['answer']):.7g}", "-100") if several else ("100", "0")
    for option in one["options"]:
        _answer(item, right if option["key"] in one["answer"] else wrong, option["text"])


def _truth(item: Element, one: Mapping[str, Any]) -> None:
    for key, word in (("T", "true"), ("F", "false")):
        _answer(item, "100" if one["answer"] == [key] else "0", word, "moodle_auto_format")


def _forms(item: Element, one: Mapping[str, Any]) -> None:
    """A star would stand for anything."""
    if len(one["answer"]) == 1:
        SubElement(item, "usecase").text = "0"
        for form in one["answer"][0]:
            _answer(item, "100", escape(form.replace("*", r"\*")), "moodle_auto_format")


def _clozed(one: Mapping[str, Any]) -> str:
    blanks = iter(one["answer"])
    return BLANK.sub(lambda _found: "{1:SHORTANSWER:" + "~".join(_cloze_forms(next(blanks))) + "}", one["stem"])


def _cloze_forms(forms: Iterable[str]) -> Iterator[str]:
    for number, form in enumerate(forms):
        safe = "".join(f"\\{sign}" if sign in "\\~#}\"/" else sign for sign in form)
        yield f"={safe}" if not number else f"%100%{safe}"


def _match(item: Element, one: Mapping[str, Any]) -> None:
    right = {target["key"]: target["text"] for target in one["targets"]}
    pairs = [(left["text"], right[key]) for left, key in zip(one["options"], one["answer"], strict=True)]
    for left, text in [*pairs, *(("", text) for key, text in right.items() if key not in one["answer"])]:
        made = _html(item, "subquestion", left)
        _text(SubElement(made, "answer"), text)


def _order(item: Element, one: Mapping[str, Any]) -> None:
    words = {option["key"]: option["text"] for option in one["options"]}
    for number, key in enumerate(one["answer"], start=1):
        _answer(item, str(number), words[key])


def _essay(item: Element, one: Mapping[str, Any]) -> None:
    SubElement(item, "responseformat").text = "plain"
    _html(item, "graderinfo", one.get("rubric", ""))


_ANSWERS = {"single": _choice, "multi": _choice, "judge": _truth, "match": _match, "order": _order, "short": _essay,
            "essay": _essay}
