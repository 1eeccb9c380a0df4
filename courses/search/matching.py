"""Is it really there, how well does it fit, and which sentence shows it? Pure functions over texts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from courses.search.questions import Asked

SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*")
LONGEST = 110  # characters of a sentence that are shown
HEADING = 14  # characters: what is no longer says little
BEFORE = 30  # of them, at most, before the first word found


@dataclass(frozen=True)
class Part:
    """A piece of a line; `found` pieces are marked."""

    text: str
    found: bool = False


@dataclass(frozen=True)
class Lens:
    """A question made ready for many texts."""

    asked: Asked
    each: tuple[re.Pattern, ...]
    any: re.Pattern
    whole: str

    @classmethod
    def of(cls, asked: Asked) -> "Lens":
        patterns = [term.pattern for term in asked.terms]
        longest_first = sorted(patterns, key=len, reverse=True)
        return cls(asked, tuple(re.compile(one, re.IGNORECASE) for one in patterns),
                   re.compile("|".join(longest_first), re.IGNORECASE), asked.text.lower())


def holds(asked: Asked, texts: Iterable[str]) -> bool:
    """Whether every long word stands there whole: its pairs may all be there without it."""
    wanted = [term.exact for term in asked.terms if term.exact]
    return not wanted or all(any(word in text for text in texts) for word in wanted)


def score_of(lens: Lens, title: str, extra: str, body: str) -> int:
    """How well a document fits: the title before the keywords, the keywords before the text; together before apart."""
    points = 100 * (lens.whole in title.lower()) + 60 * _all_in(lens, title)
    points += 30 * _all_in(lens, f"{title}\n{extra}") + 20 * (lens.whole in body.lower())
    times = sum(1 for _ in zip(lens.any.finditer(body), range(10), strict=False))
    return points + times + 10 * (len(lens.each) > 1 and any(_all_in(lens, one) for one in _sentences(lens, body)))


def _all_in(lens: Lens, text: str) -> bool:
    return all(pattern.search(text) for pattern in lens.each)


def _sentences(lens: Lens, text: str) -> Iterable[str]:
    """The sentences with the rarest part of the question: its last word, as good as any."""
    last = 0
    for found in lens.each[-1].finditer(text):
        if found.start() < last:
            continue
        start = max(text.rfind(mark, 0, found.start()) for mark in "。！？；\n") + 1
        ends = [at for at in (text.find(mark, found.end()) for mark in "。！？；\n") if at >= 0]
        last = min(ends, default=len(text))
        yield text[start:last]


def marked(lens: Lens, text: str) -> tuple[Part, ...]:
    """The whole line with what was found."""
    parts, at = [], 0
    for found in lens.any.finditer(text):
        if found.start() > at:
            parts.append(Part(text[at:found.start()]))
        parts.append(Part(found[0], True))
        at = found.end()
    return (*parts, Part(text[at:])) if at < len(text) else tuple(parts)


def sentence(lens: Lens, text: str) -> tuple[Part, ...]:
    """The first sentence that holds most of the words, a real one before a heading, cut to a line or two.

    Nothing when none holds any.
    """
    best, most = "", (0, False)
    for one in SENTENCE.findall(text):
        count = sum(bool(pattern.search(one)) for pattern in lens.each)
        worth = (count, len(one) > HEADING)
        if count and worth > most:
            best, most = one.strip(), worth
        if most == (len(lens.each), True):
            break
    return marked(lens, _cut(lens, best)) if best else ()


def _cut(lens: Lens, text: str) -> str:
    found = lens.any.search(text)
    if len(text) <= LONGEST or found is None:
        return text[:LONGEST]
    start = max(0, min(found.start() - BEFORE, len(text) - LONGEST))
    end = start + LONGEST
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
