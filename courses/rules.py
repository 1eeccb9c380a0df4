"""Decisions about what is taught. Pure functions over values; the database is never asked."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import unescape
from typing import Any

from courses.question_rules import QuestionRefused, validate_question

__all__ = ["QuestionRefused", "validate_question"]  # a question's own rules, under the room's one name

LEAST_READING_SECONDS = 10
CHARACTERS_A_SECOND = 20
PAGE_SECONDS = 3  # the least time a page of a PDF or a slide stays in sight
PLAYED = frozenset({"video", "audio"})
TASKS = frozenset({"form", "checklist", "hand_in"})
KINDS = ("single", "multi", "judge")
TEXT_KEYS = {"text": None, "key_point": None, "law": ("law", "article", "text"), "image": ("caption",)}
TABLE = "table"
TAG = re.compile(r"<[^>]+>")
LINKED = re.compile(r' id="(\d+)"')
NUMBERED_LESSON = re.compile(r"-L(\d+)$", re.IGNORECASE)


def read_span_seconds(characters: int) -> int:
    """The least time, in seconds, that reading `characters` takes."""
    return max(LEAST_READING_SECONDS, characters // CHARACTERS_A_SECOND)


def lesson_rule(*, offline: bool, block_types: Iterable[str]) -> str:
    """How a lesson completes: attendance, else its films and recordings, its pages, its tasks, reading to the end.

    A lesson with tasks asks for them besides what is watched or paged through; without either, for them alone.
    """
    types = set(block_types)
    if offline:
        return "attend"
    if types & PLAYED:
        return "watch"
    if "pages" in types:
        return "pages"
    return "tasks" if types & TASKS else "read"


def span_seconds(rule: str, characters: int, durations: Iterable[float], pages: int = 0) -> int:
    """Seconds to be covered: the recordings' length rounded down, the least time of pages or text, or none."""
    spans = {"watch": int(sum(durations)), "pages": pages * PAGE_SECONDS, "read": read_span_seconds(characters)}
    return spans.get(rule, 0)


def share_required(rule: str, share: int) -> int:
    """Percent of the span to be covered: only a video may be left early."""
    return share if rule == "watch" else 100


def block_types(blocks: Iterable[Mapping]) -> set[str]:
    return {block["type"] for block in blocks}


def media_ids(blocks: Iterable[Mapping]) -> list[int]:
    """The videos and recordings of a body, each once, in order."""
    found = (block["value"].get("media") for block in blocks if block["type"] in PLAYED)
    return list(dict.fromkeys(media for media in found if media))


def smaller_ids(blocks: Iterable[Mapping]) -> dict[int, list[int]]:
    """By film, the same film in smaller sizes."""
    films = (block["value"] for block in blocks if block["type"] == "video" and block["value"].get("media"))
    return {film["media"]: [item["value"] if isinstance(item, Mapping) else item for item in film.get("smaller") or []]
            for film in films}


def image_ids(blocks: Iterable[Mapping]) -> set[int]:
    """The pictures of a body."""
    found = {block["value"].get("image") for block in blocks if block["type"] == "image"}
    return {pk for pk in found if pk}


def pages_in(blocks: Iterable[Mapping]) -> int:
    """How many pages a frozen body shows."""
    return sum(block["value"].get("pages", 0) for block in blocks if block["type"] == "pages")


def document_ids(blocks: Iterable[Mapping]) -> set[int]:
    """The documents a body offers: in blocks of their own and linked from its text."""
    blocks = list(blocks)
    offered = {block["value"].get("document") for block in blocks if block["type"] in ("document", "pages")}
    texts = (str(block["value"]) for block in blocks if block["type"] == "text")
    links = (tag for text in texts for tag in TAG.findall(text) if 'linktype="document"' in tag)
    return {pk for pk in offered if pk} | {int(pk) for link in links for pk in LINKED.findall(link)}


def characters_in(blocks: Iterable[Mapping]) -> int:
    """How many characters a reader sees in a body's raw blocks, spaces and markup left out."""
    return sum(len("".join(unescape(TAG.sub("", text)).split())) for text in _texts(blocks))


def _texts(blocks: Iterable[Mapping]) -> Iterable[str]:
    for block in blocks:
        if block["type"] == TABLE:
            yield from _cells(block["value"])
        if block["type"] not in TEXT_KEYS:
            continue
        keys, value = TEXT_KEYS[block["type"]], block["value"]
        yield from [value] if keys is None else [value.get(key) or "" for key in keys]


def _cells(table: Mapping) -> Iterable[str]:
    yield table.get("caption") or ""
    yield from (column.get("heading") or "" for column in table.get("columns", []))
    yield from (cell or "" for row in table.get("rows", []) for cell in row["values"])


def digest_of(content: Mapping) -> str:
    """The same for the same content, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(file: Any) -> str:
    """The SHA-256 of a stored file; empty when it has been lost."""
    try:
        with file.open("rb") as content:
            return hashlib.sha256(content.read()).hexdigest()
    except OSError:
        return ""


def next_lesson_code(course_code: str, taken: Iterable[str]) -> str:
    """<COURSE CODE>-L<n>, one above the highest number taken."""
    matches = (NUMBERED_LESSON.search(code) for code in taken)
    numbers = [int(match.group(1)) for match in matches if match]
    return f"{course_code}-L{max(numbers, default=0) + 1}"


def lesson_slug(code: str) -> str:
    """The tail of a lesson's address: "l3" for CIP-01-L3, else the code itself."""
    match = NUMBERED_LESSON.search(code)
    return f"l{match.group(1)}" if match else course_slug(code)


def course_slug(code: str) -> str:
    """A code in an address: Chinese titles make bad ones."""
    return re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-")


def hours_of(minutes: int, each: int, step: Decimal) -> Decimal:
    """How many credit hours so many minutes make, `each` minutes an hour, in whole steps, rounded down."""
    return Decimal(minutes) / each // step * step


def cover_number(category: str) -> int:
    """Which of the four drawn covers stands in for a missing picture: one per category."""
    return sum(ord(character) for character in category) % 4 + 1
