"""GIFT, the text format of Moodle (docs.moodle.org/en/GIFT_format), in and out.

In: true/false, one of several, several by weights, short answers, matching, essays, a number without tolerance.
Out: the same kinds; what GIFT has no words for is left out, and said before.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.exchange.drafts import MOST, Draft, FileRefused, Reading
from courses.exchange.opening import text_of
from courses.question_rows import Row, content_of
from courses.question_rules import blanks_in

SPECIAL = "~=#{}:"
TITLE = re.compile(r"\s*::((?:\\.|[^\\])*?)::", re.DOTALL)
FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
ANSWERS = re.compile(r"(?<!\\)\{((?:\\.|[^\\{}])*)\}", re.DOTALL)
PART = re.compile(r"([=~])((?:\\.|[^\\=~])*)", re.DOTALL)
WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
FEEDBACK = re.compile(r"(?<!\\)#(?!#)")
GENERAL = re.compile(r"(?<!\\)####(.*)\Z", re.DOTALL)
ARROW = re.compile(r"(?<!\\)->")
MARKED = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
TRUTHS = {"T": "T", "TRUE": "T", "F": "F", "FALSE": "F"}
CARRIES = ("explanation", "tags", "rubric")


class ItemRefused(ValueError):  # noqa: N818 - it names what happened
    """A question GIFT can say and the bank cannot take."""


def read(content: bytes, name: str = "") -> Reading:
    """Raises FileRefused for what is no text, and for one without any question."""
    items = _items(text_of(content))
    reading = Reading()
    for number, (text, marks) in enumerate(items, start=1):
        if number > MOST:
            raise FileRefused(_("More than %(most)d questions in one file. Divide it.") % {"most": MOST})
        place = _("question %(number)d") % {"number": number}
        try:
            reading.take(_draft(place, text, marks))
        except ItemRefused as refused:
            reading.refuse(place, str(refused))
    if not items:
        raise FileRefused(_("No question found in the file."))
    return reading


def _items(text: str) -> list[tuple[str, dict[str, list[str]]]]:
    """Each question's text, and what the comments above it mark: its id and tags. Blank lines divide."""
    items, lines, marks = [], [], {"id": [], "tag": []}  # type: ignore[var-annotated]
    for line in [*text.split("\n"), ""]:
        bare = line.strip()
        if bare.startswith("//"):
            for name, value in MARKED.findall(bare):
                marks[name].append(_plain(value))
        elif bare.startswith("$CATEGORY:") and not lines:
            continue
        elif bare or _is_open("\n".join(lines)):
            lines.append(line)
        elif lines:
            items.append(("\n".join(lines), marks))
            lines, marks = [], {"id": [], "tag": []}
        else:
            marks = {"id": [], "tag": []} if not any(marks.values()) else marks
    return items + ([("\n".join(lines), marks)] if lines else [])


def _is_open(text: str) -> bool:
    """Within braces a blank line divides nothing."""
    bare = re.sub(r"\\.", "", text, flags=re.DOTALL)
    return bare.count("{") > bare.count("}")


def _draft(place: str, text: str, marks: Mapping[str, list[str]]) -> Draft:
    title = TITLE.match(text)
    if title:
        text = text[title.end():]
    text = FORMAT.sub("", text, count=1) if FORMAT.match(text) else text
    found = ANSWERS.findall(text)
    if len(found) != 1:
        number = {"number": len(found)}
        raise ItemRefused(_("One pair of braces with the answers is needed, %(number)d found.") % number)
    if re.search(r"(?<!\\)(?:\\\\)*[{}]", ANSWERS.sub("", text)):
        raise ItemRefused(_("A brace is open, or stands in the text without a backslash."))
    answers, general = _without_general(found[0])
    content = _content(answers)
    stem = _stem(text, fill=content["kind"] == "fill")
    code = marks["id"][0] if marks["id"] else _plain(title[1]) if title else ""
    rubric, explanation = (general, "") if content["kind"] == "essay" else ("", general)
    return Draft(place, code.strip(), {
        **content, "stem": stem, "rubric": rubric, "explanation": explanation, "tags": sorted(set(marks["tag"])),
    })


def _without_general(answers: str) -> tuple[str, str]:
    general = GENERAL.search(answers)
    return (answers[:general.start()], _plain(general[1])) if general else (answers, "")


def _stem(text: str, *, fill: bool) -> str:
    """The words around the braces; a blank where they stood in the middle."""
    before, after = (_plain(part) for part in (ANSWERS.split(text)[0], ANSWERS.split(text)[-1]))
    if not after:
        return before
    return f"{before}____{after}" if fill or not blanks_in(before + after) else f"{before}{after}"


def _content(answers: str) -> dict[str, Any]:
    bare = answers.strip()
    truth = TRUTHS.get(FEEDBACK.split(bare)[0].strip().upper())
    if not bare:
        return {"kind": "essay", "options": [], "targets": [], "answer": []}
    if truth:
        return {"kind": "judge", **content_of("judge", [Row("正确", truth == "T"), Row("错误", truth == "F")])}
    if bare.startswith("#"):
        return _number(bare[1:])
    return _parts(PART.findall(bare))


def _number(text: str) -> dict[str, Any]:
    forms = re.findall(r"=?\s*(-?\d+(?:\.\d+)?)\s*(:0(?:\.0+)?)?(?=\s*(?:[=#]|$))", text)
    if not forms or ".." in text or re.search(r":\s*0*\.?0*[1-9]", text):
        raise ItemRefused(_("A number with a tolerance or a range is not taken; write the accepted forms."))
    return {"kind": "fill", "options": [], "targets": [], "answer": [[form for form, _zero in forms]]}


def _parts(parts: Sequence[tuple[str, str]]) -> dict[str, Any]:
    said = [(sign, *_weighed(text)) for sign, text in parts]
    if not said:
        raise ItemRefused(_("The answers begin neither with = nor with ~."))
    if all(sign == "=" for sign, _weight, _text in said):
        pairs = [ARROW.split(text, maxsplit=1) for _sign, _weight, text in said]
        return _matching(pairs) if all(len(pair) == 2 for pair in pairs) else _short(said)
    rows = [Row(_plain(text), sign == "=" or weight > 0) for sign, weight, text in said]
    kind = "multi" if sum(row.right for row in rows) > 1 else "single"
    return {"kind": kind, **content_of(kind, rows)}


def _weighed(text: str) -> tuple[float, str]:
    """An answer's weight in percent, 0 without, and its words without feedback."""
    weight = WEIGHT.match(text)
    words = text[weight.end():] if weight else text
    return float(weight[1]) if weight else 0.0, FEEDBACK.split(words)[0]


def _matching(pairs: Sequence[Sequence[str]]) -> dict[str, Any]:
    sides = [[_plain(side) for side in pair] for pair in pairs]
    loose = "\n".join(right for left, right in sides if not left)
    return {"kind": "match", **content_of("match", [Row(left, fits=right) for left, right in sides if left], "", loose)}


def _short(said: Sequence[tuple[str, float, str]]) -> dict[str, Any]:
    if any(0 < weight < 100 for _sign, weight, _text in said):
        raise ItemRefused(_("A short answer that earns part of the points is not taken."))
    forms = list(dict.fromkeys(_plain(text) for _sign, _weight, text in said))
    return {"kind": "fill", "options": [], "targets": [], "answer": [forms]}


def _plain(text: str) -> str:
    """Escapes undone, \\n a line's end."""
    text = re.sub(r"\s*\n\s*", " ", text.strip())
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


# Out


def carried(question: Mapping[str, Any]) -> bool:
    kind = question["kind"]
    if kind == "fill":
        return len(question["answer"]) == 1
    return kind in ("single", "multi", "judge", "match", "short", "essay")


def write(questions: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8 text; what is not `carried` is left out."""
    return "\n\n".join(_written(one) for one in questions if carried(one)).encode() + b"\n"


def _written(one: Mapping[str, Any]) -> str:
    marks = f"// [id:{_mark(one['code'])}]" + "".join(f" [tag:{_mark(tag)}]" for tag in one.get("tags", ()))
    general = one.get("rubric") if one["kind"] in ("short", "essay") else one.get("explanation")
    feedback = f"\n\t####{_safe(general)}" if general else ""
    return f"{marks}\n::{_safe(one['code'])}::[plain]{_safe(one['stem'])} {{{_answers(one)}{feedback}}}"


def _answers(one: Mapping[str, Any]) -> str:
    kind, answer = one["kind"], one["answer"]
    if kind == "judge":
        return "TRUE" if answer == ["T"] else "FALSE"
    if kind == "fill":
        return "".join(f"\n\t={_safe(form)}" for form in answer[0])
    if kind == "match":
        return "".join(f"\n\t={_safe(left)} -> {_safe(right)}" for left, right in _pairs(one))
    if kind == "single":
        return "".join(f"\n\t{'=' if row['key'] in answer else '~'}{_safe(row['text'])}" for row in one["options"])
    if kind == "multi":
        right, wrong = f"%{100 / len(answer):.5g}%", "%-100%"
        rows = one["options"]
        return "".join(f"\n\t~{right if row['key'] in answer else wrong}{_safe(row['text'])}" for row in rows)
    return ""


def _pairs(one: Mapping[str, Any]) -> list[tuple[str, str]]:
    right = {row["key"]: row["text"] for row in one["targets"]}
    pairs = [(left["text"], right[key]) for left, key in zip(one["options"], one["answer"], strict=True)]
    return pairs + [("", text) for key, text in right.items() if key not in one["answer"]]


def _safe(text: str) -> str:
    text = re.sub(r"([\\~=#{}:])", r"\\\1", text)
    return text.replace("->", "-\\>").replace("\n", "\\n").strip()


def _mark(text: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", text.replace("\n", " "))



