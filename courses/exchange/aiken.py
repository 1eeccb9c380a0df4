"""Aiken (docs.moodle.org/en/Aiken_format): one right option of several, nothing else. In only."""

import re

from django.utils.translation import gettext as _

from courses.exchange.drafts import MOST, Draft, FileRefused, Reading
from courses.exchange.opening import text_of

CARRIES: tuple[str, ...] = ()
OPTION = re.compile(r"([A-L])[.)．、]\s*(.*)")
ANSWER = re.compile(r"ANSWER\s*[:：]\s*(\S*)\s*", re.IGNORECASE)


def read(content: bytes, name: str = "") -> Reading:
    """Raises FileRefused for what is no text, and for one without any answer."""
    reading, block = Reading(), []  # type: ignore[var-annotated]
    lines = text_of(content).split("\n")
    if not any(ANSWER.fullmatch(line.strip()) for line in lines):
        raise FileRefused(_("No line “ANSWER: B” found: this is no Aiken file."))
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if not bare:
            continue
        block.append((number, bare))
        if found := ANSWER.fullmatch(bare):
            _take(reading, block[:-1], found[1].upper())
            block = []
        if len(reading.drafts) + len(reading.refusals) > MOST:
            raise FileRefused(_("More than %(most)d questions in one file. Divide it.") % {"most": MOST})
    if block:
        reading.refuse(_line(block[0][0]), _("There is no line “ANSWER: B” after it."))
    return reading


def _take(reading: Reading, block: list[tuple[int, str]], right: str) -> None:
    place = _line(block[0][0] if block else 1)
    stem, options = [], []
    for _number, line in block:
        option = OPTION.fullmatch(line)
        if option:
            options.append({"key": option[1], "text": option[2].strip()})
        elif options:
            reading.refuse(place, _("Between the options stands a line that is none: %(line)s") % {"line": line[:60]})
            return
        else:
            stem.append(line)
    values = {"kind": "single", "stem": "\n".join(stem), "options": options, "targets": [],
              "answer": [right] if right else []}
    reading.take(Draft(place, "", values))


def _line(number: int) -> str:
    return _("line %(number)d") % {"number": number}
