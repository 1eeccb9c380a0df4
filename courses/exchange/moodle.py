"""Moodle XML (docs.moodle.org/en/Moodle_XML_format) in. What goes out is in moodle_out."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from courses.exchange.drafts import MOST, Draft, FileRefused, Reading
from courses.exchange.markup import has_files, text_or_markup
from courses.exchange.opening import check_size, xml_of
from courses.question_rows import Row, content_of
from courses.question_rules import blanks_in

CARRIES = ("explanation", "tags", "rubric")
CLOZE = re.compile(r"\{\d*:(?:SHORTANSWER(?:_C)?|SA|SAC|MW|MWC):((?:\\.|[^}\\])*)\}")
ANY_CLOZE = re.compile(r"\{\d*:[A-Z_]+:")
SKIPPED = frozenset({"category", "description"})


class ItemRefused(ValueError):  # noqa: N818 - it names what happened
    """A question Moodle can say and the bank cannot take."""


def read(content: bytes, name: str = "") -> Reading:
    """Raises FileRefused for what is no quiz."""
    check_size(len(content))
    root = xml_of(content)
    if root.tag != "quiz":
        raise FileRefused(_("The XML is no Moodle quiz: it begins with <%(tag)s>.") % {"tag": root.tag[:40]})
    items = [item for item in root.iter("question") if item.get("type") not in SKIPPED]
    if not items:
        raise FileRefused(_("No question found in the file."))
    if len(items) > MOST:
        raise FileRefused(_("More than %(most)d questions in one file. Divide it.") % {"most": MOST})
    reading = Reading()
    for number, item in enumerate(items, start=1):
        _take(reading, _("question %(number)d") % {"number": number}, item)
    return reading


def _take(reading: Reading, place: str, item: Element) -> None:
    try:
        draft = _draft(place, item)
    except ItemRefused as refused:
        reading.refuse(place, str(refused))
        return
    reading.take(draft)
    if has_files("".join(item.itertext())) or item.find(".//file") is not None:
        reading.notes.append(_("%(place)s: a picture or a file is left out.") % {"place": place})


def _draft(place: str, item: Element) -> Draft:
    kind = item.get("type", "")
    if kind not in _READ:
        raise ItemRefused(_("Moodle's kind “%(kind)s” is not taken.") % {"kind": kind[:40]})
    stem = _words(item.find("questiontext"))
    content = _READ[kind](item, stem)
    general = _words(item.find("generalfeedback"))
    tags = sorted({tag for one in item.iterfind("tags/tag") if (tag := _words(one))})
    rubric = _words(item.find("graderinfo")) if content["kind"] == "essay" else ""
    code = (item.findtext("idnumber") or "").strip()
    return Draft(place, code, {"stem": stem, "rubric": rubric, "explanation": general, "tags": tags, **content})


def _words(element: Element | None) -> str:
    """The text of an element, by the format it says it has; HTML when it says none."""
    if element is None:
        return ""
    return text_or_markup(element.findtext("text") or "", is_html=element.get("format", "html") == "html")


def _answers(item: Element) -> list[tuple[float, str]]:
    """Each answer's share of the points in percent, and its words."""
    found = []
    for answer in item.iterfind("answer"):
        try:
            found.append((float(answer.get("fraction", "0")), _words(answer)))
        except ValueError as broken:
            raise ItemRefused(_("An answer's fraction is no number.")) from broken
    return found


def _choice(item: Element, stem: str) -> dict[str, Any]:
    rows = [Row(text, fraction > 0) for fraction, text in _answers(item)]
    several = (item.findtext("single") or "true").strip() in ("false", "0")
    kind = "multi" if several and sum(row.right for row in rows) > 1 else "single"
    if kind == "single" and sum(row.right for row in rows) > 1:
        best = max(fraction for fraction, _text in _answers(item))
        rows = [Row(text, fraction == best) for fraction, text in _answers(item)]
    return {"kind": kind, **content_of(kind, rows)}


def _truth(item: Element, stem: str) -> dict[str, Any]:
    right = [text.strip().lower() for fraction, text in _answers(item) if fraction > 0]
    if right not in (["true"], ["false"]):
        raise ItemRefused(_("The answer says neither true nor false."))
    rows = [Row("正确", right == ["true"]), Row("错误", right == ["false"])]
    return {"kind": "judge", **content_of("judge", rows)}


def _short(item: Element, stem: str) -> dict[str, Any]:
    answers = _answers(item)
    if any(0 < fraction < 100 for fraction, _text in answers):
        raise ItemRefused(_("A short answer that earns part of the points is not taken."))
    forms = list(dict.fromkeys(text for fraction, text in answers if fraction >= 100))
    if any("*" in form.replace(r"\*", "") for form in forms):
        raise ItemRefused(_("A short answer with * for anything is not taken; write the accepted forms."))
    return _filled([[form.replace(r"\*", "*") for form in forms]])


def _number(item: Element, stem: str) -> dict[str, Any]:
    if any(float(one.text or 0) for one in item.iterfind("answer/tolerance") if _is_number(one.text)):
        raise ItemRefused(_("A number with a tolerance or a range is not taken; write the accepted forms."))
    return _filled([list(dict.fromkeys(text for fraction, text in _answers(item) if fraction >= 100))])


def _is_number(text: str | None) -> bool:
    return bool(re.fullmatch(r"\s*-?\d+(\.\d+)?([eE]-?\d+)?\s*", text or ""))


def _filled(answer: list[list[str]]) -> dict[str, Any]:
    return {"kind": "fill", "options": [], "targets": [], "answer": answer}


def _cloze(item: Element, stem: str) -> dict[str, Any]:
    """Blanks within the text; lists to choose from within a text are not taken."""
    found = CLOZE.findall(stem)
    if not found or len(found) != len(ANY_CLOZE.findall(stem)):
        raise ItemRefused(_("Of questions within a text only short answers are taken."))
    words = CLOZE.sub("____", stem)
    if blanks_in(words) != len(found):
        raise ItemRefused(_("The text draws more blanks than it has answers."))
    return {**_filled([_forms(part) for part in found]), "stem": words}


def _forms(part: str) -> list[str]:
    """=30日~%100%三十日: the forms that earn everything."""
    forms = []
    for form in re.split(r"(?<!\\)~", part):
        right = re.fullmatch(r"(?:=|%100%=?)((?:\\.|[^#\\])*)(?:#.*)?", form.strip(), re.DOTALL)
        if right:
            forms.append(re.sub(r"\\(.)", r"\1", right[1]).strip())
    return forms


def _match(item: Element, stem: str) -> dict[str, Any]:
    sides = [(_words(one), (one.findtext("answer/text") or "").strip()) for one in item.iterfind("subquestion")]
    loose = "\n".join(right for left, right in sides if not left)
    return {"kind": "match", **content_of("match", [Row(left, fits=right) for left, right in sides if left], "", loose)}


def _order(item: Element, stem: str) -> dict[str, Any]:
    """Since Moodle 4.4: the answers stand in the right order."""
    return {"kind": "order", **content_of("order", [Row(_words(one)) for one in item.iterfind("answer")])}


def _essay(item: Element, stem: str) -> dict[str, Any]:
    return {"kind": "essay", **content_of("essay", [])}


_READ: dict[str, Callable[[Element, str], dict[str, Any]]] = {
    "multichoice": _choice, "truefalse": _truth, "shortanswer": _short, "numerical": _number, "matching": _match,
    "multianswer": _cloze, "cloze": _cloze, "ordering": _order, "essay": _essay,
}

