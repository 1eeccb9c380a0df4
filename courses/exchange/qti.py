"""QTI 2.1 (imsglobal.org/question), single items or a package of them. In only."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, tostring

from django.utils.translation import gettext as _

from courses.exchange import words
from courses.exchange.drafts import MOST, Draft, FileRefused, Reading
from courses.exchange.markup import plain
from courses.exchange.opening import ZIP, check_size, parts_of, xml_of
from courses.question_rows import Row, content_of

CARRIES = ("explanation",)
FILES = frozenset({"img", "object", "video", "audio"})
SETS = 2  # a matchInteraction has a left and a right set


class ItemRefused(ValueError):  # noqa: N818 - it names what happened
    """A question QTI can say and the bank cannot take."""


def read(content: bytes, name: str = "") -> Reading:
    """A zip or one XML. Raises FileRefused for what holds no item."""
    check_size(len(content))
    roots = _roots(content, name)
    items = [(place, one) for place, root in roots for one in root.iter() if tag_of(one) == "assessmentItem"]
    if not items:
        newer = any(tag_of(root).startswith("qti-") for _place, root in roots)
        raise FileRefused(_("QTI 3 is not taken; export as QTI 2.1.") if newer else _("No QTI item found in the file."))
    if len(items) > MOST:
        raise FileRefused(_("More than %(most)d questions in one file. Divide it.") % {"most": MOST})
    reading = Reading()
    for number, (place, item) in enumerate(items, start=1):
        _take(reading, place or _("question %(number)d") % {"number": number}, item)
    return reading


def _roots(content: bytes, name: str) -> list[tuple[str, Element]]:
    if not content.startswith(ZIP):
        return [("", xml_of(content))]
    parts = parts_of(content, endings=(".xml",))
    found = []
    for part in sorted(parts):
        try:
            found.append((part, xml_of(parts[part])))
        except FileRefused as refused:
            raise FileRefused(f"{part}：{refused}") from refused
    return [(part, root) for part, root in found if not part.endswith("imsmanifest.xml")]


def tag_of(element: Element) -> str:
    """Without its namespace: 2.0, 2.1 and 2.2 differ by nothing else here."""
    return str(element.tag).rsplit("}", 1)[-1]


def _take(reading: Reading, place: str, item: Element) -> None:
    try:
        draft = _draft(place, item)
    except ItemRefused as refused:
        reading.refuse(place, str(refused))
        return
    reading.take(draft)
    if any(tag_of(one) in FILES for one in item.iter()):
        reading.notes.append(_("%(place)s: a picture or a file is left out.") % {"place": place})


def _draft(place: str, item: Element) -> Draft:
    body = next((one for one in item if tag_of(one) == "itemBody"), None)
    if body is None:
        raise ItemRefused(_("The item has no body."))
    asked = [one for one in body.iter() if tag_of(one).endswith("Interaction")]
    kinds = {tag_of(one) for one in asked}
    if len(kinds) != 1 or (len(asked) > 1 and kinds != {"textEntryInteraction"}):
        raise ItemRefused(_("One interaction is needed, %(number)d found.") % {"number": len(asked)})
    kind = kinds.pop()
    if kind not in _READ:
        raise ItemRefused(_("QTI's interaction “%(kind)s” is not taken.") % {"kind": kind[:40]})
    content = _READ[kind](asked, _right_of(item))
    feedback = "\n".join(_words(one) for one in item if tag_of(one) == "modalFeedback")
    # An identifier is made up by the tool that exports, once for each export: it is no code of ours.
    return Draft(place, "", {"stem": _stem(body, item), "explanation": feedback, **content})


def _right_of(item: Element) -> dict[str, list[str]]:
    """By response, its right values; those of a mapping that earn something where there is no other."""
    found: dict[str, list[str]] = {}
    for one in item:
        if tag_of(one) != "responseDeclaration":
            continue
        values = [(value.text or "").strip() for value in one.iter() if tag_of(value) == "value"]
        mapped = [entry.get("mapKey", "") for entry in one.iter() if tag_of(entry) == "mapEntry"
                  and not entry.get("mappedValue", "0").startswith("-") and _number(entry.get("mappedValue")) > 0]
        found[one.get("identifier", "")] = list(dict.fromkeys([*values, *mapped]))
    return found


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _stem(body: Element, item: Element) -> str:
    """The prompt and the words around the interactions; a blank where a text is to be entered."""
    markup = tostring(_bared(body), encoding="unicode")
    return plain(markup) or item.get("title", "")


def _bared(element: Element) -> Element:
    """A copy without what is chosen from, its tags without namespaces."""
    made = Element(tag_of(element))
    made.text, made.tail = element.text, element.tail
    for one in element:
        tag = tag_of(one)
        if tag == "textEntryInteraction":
            blank = Element("span")
            blank.text, blank.tail = "____", one.tail
            made.append(blank)
        elif tag.endswith("Interaction"):
            prompt = Element("div")
            prompt.tail = one.tail
            prompt.extend(_bared(part) for part in one if tag_of(part) == "prompt")
            made.append(prompt)
        else:
            made.append(_bared(one))
    return made


def _words(element: Element) -> str:
    return plain(tostring(_bared(element), encoding="unicode").removesuffix(element.tail or ""))


def _choices(element: Element, tag: str) -> list[tuple[str, str]]:
    return [(one.get("identifier", ""), _words(one)) for one in element.iter() if tag_of(one) == tag]


def _choice(asked: list[Element], right: dict[str, list[str]]) -> dict[str, Any]:
    keys = right.get(asked[0].get("responseIdentifier", ""), [])
    rows = [Row(text, key in keys) for key, text in _choices(asked[0], "simpleChoice")]
    truths = [words.truth_of(row.text) for row in rows]
    if sorted(filter(None, truths)) == ["F", "T"] and len(rows) == SETS and len(rows[0].text) > 1:
        rows = [Row("正确", rows[truths.index("T")].right), Row("错误", rows[truths.index("F")].right)]
        return {"kind": "judge", **content_of("judge", rows)}
    kind = "multi" if sum(row.right for row in rows) > 1 else "single"
    return {"kind": kind, **content_of(kind, rows)}


def _order(asked: list[Element], right: dict[str, list[str]]) -> dict[str, Any]:
    texts = dict(_choices(asked[0], "simpleChoice"))
    keys = right.get(asked[0].get("responseIdentifier", ""), [])
    if sorted(keys) != sorted(texts):
        raise ItemRefused(_("The right order names every part once."))
    return {"kind": "order", **content_of("order", [Row(texts[key]) for key in keys])}


def _match(asked: list[Element], right: dict[str, list[str]]) -> dict[str, Any]:
    sets = [one for one in asked[0] if tag_of(one) == "simpleMatchSet"]
    if len(sets) != SETS:
        raise ItemRefused(_("Matching needs at least two on each side."))
    lefts, rights = (_choices(one, "simpleAssociableChoice") for one in sets)
    pairs = [pair.split() for pair in right.get(asked[0].get("responseIdentifier", ""), [])]
    fits = {pair[0]: pair[1] for pair in pairs if len(pair) == SETS}
    words_of = dict(rights)
    if len(fits) != len(pairs):
        raise ItemRefused(_("Each on the left side needs one on the right side that fits it."))
    rows = [Row(text, fits=words_of.get(fits.get(key, ""), "")) for key, text in lefts]
    loose = "\n".join(text for key, text in rights if key not in fits.values())
    return {"kind": "match", **content_of("match", rows, "", loose)}


def _entries(asked: list[Element], right: dict[str, list[str]]) -> dict[str, Any]:
    answer = [right.get(one.get("responseIdentifier", ""), []) for one in asked]
    return {"kind": "fill", "options": [], "targets": [], "answer": answer}


def _text(asked: list[Element], right: dict[str, list[str]]) -> dict[str, Any]:
    """Its right response, where it has one, is what is marked by."""
    rubric = "\n".join(right.get(asked[0].get("responseIdentifier", ""), []))
    return {"kind": "essay", "rubric": rubric, **content_of("essay", [])}


_READ: dict[str, Callable[[list[Element], dict[str, list[str]]], dict[str, Any]]] = {
    "choiceInteraction": _choice, "orderInteraction": _order, "matchInteraction": _match,
    "textEntryInteraction": _entries, "extendedTextInteraction": _text,
}

