"""When a citation holds. Pure functions over values; today is an argument."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

BRACKETS = re.compile(r"[《》\s]|（[^（）]*）$|\([^()]*\)$")
SEVERAL = re.compile(r"[；;、\n]")
ARTICLE = re.compile(r"第[\d零〇一二三四五六七八九十百千]+条")
STATE = "中华人民共和国"
Law = TypeVar("Law")


@dataclass(frozen=True)
class Standing:
    """`word` is "holds", "lapsed", "coming" or "" where nothing is known; `on` the day it speaks of."""

    word: str
    on: dt.date | None = None


@dataclass(frozen=True)
class Citation:
    """A law and an article as a text names them; `repealed_on` is the first day it no longer holds."""

    law: str
    article: str
    effective_on: dt.date | None = None
    repealed_on: dt.date | None = None
    lesson: str = ""


def standing_on(day: dt.date, begins: Iterable[dt.date | None], ends: Iterable[dt.date | None]) -> Standing:
    """Of several dates known for one citation the latest beginning and the earliest end count."""
    begun = max((one for one in begins if one), default=None)
    ended = min((one for one in ends if one), default=None)
    if ended and ended <= day:
        return Standing("lapsed", ended)
    if begun and begun > day:
        return Standing("coming", begun)
    return Standing("holds", begun or ended) if begun or ended else Standing("")


def plain(law: str) -> str:
    """The title as the register has it: without 《》 and without a note in brackets at its end."""
    return BRACKETS.sub("", law.strip())


def registered(known: Mapping[str, Law], title: str) -> Law | None:
    """A law of the register by its plain title; the state's name before it may be left out (社会保险法)."""
    return known.get(title) or known.get(STATE + title)


def laws_in(text: str) -> list[str]:
    """The plain titles in a text that names one law or several: 《甲法》（2018年修正）；乙条例."""
    return [title for title in map(plain, SEVERAL.split(text)) if title]


def citations_of_question(article: str, bank_law: str) -> list[Citation]:
    """What a question cites: it names its law itself (《甲法》第三条), or an article of its bank's laws (第三条)."""
    words = "".join(article.split())
    found = ARTICLE.search(words)
    if not found:
        return []
    law = plain(words[:found.start()])
    laws = [law] if law else laws_in(bank_law)
    return [Citation(one, words[found.start():]) for one in laws]


def citations_in(body: Iterable[Mapping], lesson: str = "") -> list[Citation]:
    """Of a body's raw blocks, each law and article once."""
    values = [block["value"] for block in body if block["type"] == "law"]
    found = (Citation(plain(value.get("law") or ""), (value.get("article") or "").strip(),
                      as_date(value.get("effective_on")), as_date(value.get("repealed_on")), lesson)
             for value in values)
    return list({(one.law, one.article): one for one in found if one.law}.values())


def as_date(value: object) -> dt.date | None:
    """Raw blocks hold dates as text."""
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
