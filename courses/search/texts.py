"""The words of what was published: rich text, the blocks of a lesson, captions. Pure functions over values."""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from courses.search.tokens import tidy

BREAKS = re.compile(r"<(?:/?(?:p|h[1-6]|li|ul|ol|br|hr|div|table|tr|blockquote)\b)[^>]*>", re.IGNORECASE)
TAG = re.compile(r"<[^>]+>")
TIMING = re.compile(r"^\s*(?:\d+|[\d:.]+\s*-->.*|WEBVTT.*|NOTE.*|STYLE.*)\s*$")
SPOKEN = ("alt_text", "caption", "note", "title", "text")  # of any kind of block, what its readers see


def plain(html: str) -> str:
    """What a reader sees of rich text: a line for each block, words broken only where the page breaks them."""
    return tidy(unescape(TAG.sub("", BREAKS.sub("\n", html))))


def body_text(blocks: Iterable[Mapping[str, Any]]) -> str:
    """The words of a lesson's raw blocks, in order."""
    return "\n".join(line for line in map(_block_text, blocks) if line)


def _block_text(block: Mapping[str, Any]) -> str:
    value = block["value"]
    if isinstance(value, str):
        return plain(value)
    if not isinstance(value, Mapping):
        return ""
    if block["type"] == "law":
        return tidy(f"{value.get('law', '')}{value.get('article', '')}：{value.get('text', '')}")
    return tidy("\n".join(str(value.get(name) or "") for name in SPOKEN))


def captions_text(vtt: str) -> str:
    """What is said in WebVTT captions, without the times; one line, since cues break sentences."""
    lines = (line for line in vtt.splitlines() if not TIMING.match(line))
    return tidy(" ".join(TAG.sub("", unescape(line)) for line in lines))
