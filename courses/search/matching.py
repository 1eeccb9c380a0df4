"""Is it really there, how well does it fit, and which sentence shows it? Pure functions over texts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from courses.search.questions import Asked

SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*")
ENDS = "。！？；\n"
MOST_TIMES, MOST_SENTENCES = 10, 5
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
    """A question made ready for many texts. `words`: its Chinese words, which a text holds literally or not."""

    asked: Asked
    any: re.Pattern
    whole: str
    words: tuple[str, ...]
    others: tuple[re.Pattern, ...]

    @classmethod
    def of(cls, asked: Asked) -> "Lens":
        patterns = [term.pattern for term in asked.terms]
        longest_first = sorted(patterns, key=len, reverse=True)
        words = tuple(term.text for term in asked.terms if term.pattern == term.text and not term.text.isascii())
        return cls(
            asked, re.compile("|".join(longest_first), re.IGNORECASE), asked.text, words,
            tuple(re.compile(one, re.IGNORECASE) for one in patterns if one not in words),
        )

    def number_in(self, text: str) -> int:
        """How many of the question's terms the text holds."""
        return sum(word in text for word in self.words) + sum(bool(one.search(text)) for one in self.others)

    def all_in(self, text: str) -> bool:
        return self.number_in(text) == len(self.words) + len(self.others)


def holds(asked: Asked, texts: Iterable[str]) -> bool:
    """Whether every long word stands there whole: its pairs may all be there without it."""
    wanted = [term.exact for term in asked.terms if term.exact]
    return not wanted or all(any(word in text for text in texts) for word in wanted)


def score_of(lens: Lens, title: str, extra: str, body: str) -> int:
    """How well a document fits: the title before the keywords, the keywords before the text; together before apart.

    Long texts are only searched for literal words: a pattern that ignores case takes fifty times as long.
    """
    points = 100 * (lens.whole.lower() in title.lower()) + 60 * lens.all_in(title)
    points += 30 * lens.all_in(f"{title}\n{extra}") + 20 * (lens.whole in body)
    points += min(sum(body.count(word) for word in lens.words), MOST_TIMES)
    return points + 10 * (len(lens.words) > 1 and _together(lens.words, body))


def _together(words: tuple[str, ...], text: str) -> bool:
    """Whether one sentence holds all of them; the first few with the last word are looked at."""
    at = 0
    for _ in range(MOST_SENTENCES):
        found = text.find(words[-1], at)
        if found < 0:
            return False
        at = min((end for end in (text.find(mark, found) for mark in ENDS) if end >= 0), default=len(text))
        start = max(text.rfind(mark, 0, found) for mark in ENDS) + 1
        if all(word in text[start:at] for word in words):
            return True
    return False


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
        count = lens.number_in(one)
        worth = (count, len(one) > HEADING)
        if count and worth > most:
            best, most = one.strip(), worth
        if most == (len(lens.words) + len(lens.others), True):
            break
    return marked(lens, _cut(lens, best)) if best else ()


def _cut(lens: Lens, text: str) -> str:
    found = lens.any.search(text)
    if len(text) <= LONGEST or found is None:
        return text[:LONGEST]
    start = max(0, min(found.start() - BEFORE, len(text) - LONGEST))
    end = start + LONGEST
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
