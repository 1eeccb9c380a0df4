"""A body as lines a person reads, and two of them side by side. Pure functions over values."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from itertools import zip_longest
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.citations.rules import as_date

ENDS = re.compile(r"</(?:p|h[1-6]|li|tr|blockquote)>|<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[^>]+>")
ALIKE = 0.5  # below it a sentence is another one, not a corrected one
LONGEST = 4000  # characters; a longer paragraph is shown whole, before and after
IDS = {"media", "image", "document"}


@dataclass(frozen=True)
class Passage:
    """A place that differs. `segments` is [("same" | "gone" | "new", text), …]; before or after may be empty."""

    before: str
    after: str
    segments: tuple[tuple[str, str], ...] = ()


def lines_of(body: Iterable[Mapping], titles: Mapping[tuple[str, int], str]) -> list[str]:
    """What a reader sees of a body's raw blocks, a paragraph a line; `titles` names (kind, id) of files."""
    return [line for block in body for line in _block_lines(block, titles) if line]


def _block_lines(block: Mapping, titles: Mapping[tuple[str, int], str]) -> Iterator[str]:
    kind, value = block["type"], block["value"]
    if kind == "law" and isinstance(value, Mapping):
        yield from _law_lines(value)
    else:
        yield from _lines(value, titles)


def _law_lines(value: Mapping) -> Iterator[str]:
    """A citation and when it holds, in one line; then what it says."""
    since = _("(in force since %s)") % _day(value["effective_on"]) if value.get("effective_on") else ""
    until = _("(repealed on %s)") % _day(value["repealed_on"]) if value.get("repealed_on") else ""
    words = [value.get("law"), value.get("document_number"), value.get("article"), since, until]
    yield " ".join(word for word in words if word)
    yield from _paragraphs(value.get("text") or "")


def _day(value: Any) -> str:
    """Raw blocks hold dates as text."""
    day = as_date(value)
    return date_format(day, "SHORT_DATE_FORMAT") if day else f"{value}"


def _lines(value: Any, titles: Mapping[tuple[str, int], str], key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        yield from _paragraphs(value)
    elif isinstance(value, Mapping):
        for inner, part in value.items():
            yield from _lines(part, titles, inner)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _lines(part, titles, key)
    elif key in IDS and isinstance(value, int):
        yield titles.get((key, value), _("a file that is no longer there"))


def _paragraphs(text: str) -> Iterator[str]:
    for part in ENDS.sub("\n", text).split("\n"):
        yield " ".join(unescape(TAG.sub("", part)).split())


def passages_of(before: Sequence[str], after: Sequence[str]) -> tuple[Passage, ...]:
    """Where two texts differ, in order."""
    found: list[Passage] = []
    for word, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if word != "equal":
            found += [_passage(old, new) for old, new in zip_longest(before[i1:i2], after[j1:j2], fillvalue="")]
    return tuple(found)


def _passage(old: str, new: str) -> Passage:
    return Passage(old, new, _segments(old, new) if old and new else ())


def _segments(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Character by character, as Chinese is read; nothing when the two have little in common."""
    if max(len(old), len(new)) > LONGEST:
        return ()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return ()
    found: list[tuple[str, str]] = []
    for word, i1, i2, j1, j2 in matcher.get_opcodes():
        parts = [("same", old[i1:i2])] if word == "equal" else [("gone", old[i1:i2]), ("new", new[j1:j2])]
        found += [part for part in parts if part[1]]
    return tuple(found)
