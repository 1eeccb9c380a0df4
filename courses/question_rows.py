"""A question as a clerk types it, in rows and lines, and as it is kept. Pure functions over values.

Blanks: one a line, accepted forms divided by "|". A divider that belongs to the text is written with a backslash.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Row:
    """A line of the form: its text, whether it is right, and for matching what fits it."""

    text: str
    right: bool = False
    fits: str = ""


def content_of(kind: str, rows: Sequence[Row], blanks: str = "", distractors: str = "") -> dict[str, Any]:
    """`options`, `targets` and `answer` of what was typed; rules judge it afterwards. Empty rows are left out."""
    filled = [row for row in rows if row.text or row.right or row.fits]
    if kind == "judge":
        return _judged(rows)
    if kind == "match":
        return _matched(filled, distractors)
    if kind == "fill":
        return {"options": [], "targets": [], "answer": split_blanks(blanks)}
    if kind in ("short", "essay"):
        return {"options": [], "targets": [], "answer": []}
    options = lettered([row.text for row in filled])
    keys = [option["key"] for option in options]
    ticked = [key for key, row in zip(keys, filled, strict=True) if row.right]
    return {"options": options, "targets": [], "answer": {"order": keys, "checklist": []}.get(kind, ticked)}


def _judged(rows: Sequence[Row]) -> dict[str, Any]:
    """Texts may be left empty: a tick in the first row says true, in the second false."""
    words = (_("True"), _("False"))
    pairs = list(zip("TF", [*rows, Row(""), Row("")][:2], words, strict=True))
    return {"options": [{"key": key, "text": row.text or word} for key, row, word in pairs], "targets": [],
            "answer": [key for key, row, _word in pairs if row.right]}


def _matched(rows: Sequence[Row], distractors: str) -> dict[str, Any]:
    """Two rows may have the same right side: it is one target."""
    loose = [line.strip() for line in distractors.splitlines() if line.strip()]
    texts = list(dict.fromkeys([row.fits for row in rows if row.fits] + loose))
    targets = lettered(texts)
    keys = {target["text"]: target["key"] for target in targets}
    return {"options": [{"key": str(number), "text": row.text} for number, row in enumerate(rows, start=1)],
            "targets": targets, "answer": [keys.get(row.fits, "") for row in rows]}


def lettered(texts: Iterable[str]) -> list[dict[str, str]]:
    """At most 26: a 27th is refused by the rules, which allow fewer."""
    return [{"key": LETTERS[number] if number < 26 else f"Z{number}", "text": text}
            for number, text in enumerate(texts)]


def rows_of(kind: str, options: Sequence[Mapping[str, str]], targets: Sequence[Mapping[str, str]],
            answer: Sequence[Any]) -> list[Row]:
    """The same rows again, of what is kept; those of an ordering in the right order."""
    if kind == "match":
        words = {target["key"]: target["text"] for target in targets}
        return [Row(option["text"], fits=words[key]) for option, key in zip(options, answer, strict=True)]
    if kind == "order":
        words = {option["key"]: option["text"] for option in options}
        return [Row(words[key]) for key in answer]
    return [Row(option["text"], option["key"] in answer) for option in options]


def distractors_of(targets: Sequence[Mapping[str, str]], answer: Sequence[Any]) -> str:
    """The targets that fit nothing, one a line."""
    return "\n".join(target["text"] for target in targets if target["key"] not in answer)


def split_blanks(text: str) -> list[list[str]]:
    """One blank a line; where all is in one line, a semicolon divides as well."""
    lines = [line for line in _split(text.replace("\r\n", "\n"), "\n") if line.strip()]
    if len(lines) == 1:
        lines = [part for part in _split(lines[0], ";；") if part.strip()]
    forms = ([_plain(form) for form in _split(line, "|｜")] for line in lines)
    return [list(dict.fromkeys(form for form in found if form)) for found in forms]


def joined_blanks(answer: Sequence[Sequence[str]]) -> str:
    return "\n".join("|".join(re.sub(r"([\\|｜;；])", r"\\\1", form) for form in forms) for forms in answer)


def _split(text: str, dividers: str) -> list[str]:
    """At the dividers that no backslash takes for text; the backslashes stay."""
    return re.findall(rf"(?:\\.|[^\\{dividers}]|\\$)+", text, re.DOTALL)


def _plain(form: str) -> str:
    return re.sub(r"\\(.)", r"\1", form.strip(), flags=re.DOTALL).strip()
