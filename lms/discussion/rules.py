"""What may still be done with a post, and how its text is read. Values in, values out."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1000
LONGEST_REASON = 300
MOST_A_DAY = 50  # of one person: enough for anybody, too few to bury a lesson
EDITOR, HR = "editor", "hr"
KEPT, HIDDEN, GONE = "kept", "hidden", "gone"
# ASCII only: a Chinese full stop, or the next sentence, ends an address. Addresses of the web only.
ADDRESS = re.compile(r"https?://[A-Za-z0-9][-A-Za-z0-9.]*(?::\d{1,5})?(?:[/?#][-\w.~:/?#@!$&*+,;=%()]*)?", re.ASCII)
ENDS_A_SENTENCE = ".,;:!?"


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: words, or the address of a page."""

    text: str
    address: bool = False


def pieces(text: str) -> Iterator[Piece]:
    """The text cut at its addresses; joined again it is the same."""
    done = 0
    for found in ADDRESS.finditer(text):
        address = _without_tail(found.group())
        yield Piece(text[done:found.start()])
        yield Piece(address, address=True)
        done = found.start() + len(address)
    yield Piece(text[done:])


def _without_tail(address: str) -> str:
    """The mark that ends the sentence, and a bracket opened before the address, are not part of it."""
    while address[-1] in ENDS_A_SENTENCE or (address[-1] == ")" and address.count("(") < address.count(")")):
        address = address[:-1]
    return address


def may_edit(created_at: dt.datetime, at: dt.datetime, minutes: int) -> bool:
    """Its author, for a short time: what others have answered must not change under them."""
    return created_at <= at <= created_at + dt.timedelta(minutes=minutes)


def is_late(promised_on: dt.date, on: dt.date) -> bool:
    """Promised until the end of a day."""
    return promised_on < on


def cleaned(text: str) -> str:
    """Line ends of one kind, at most one empty line in a row, no control characters."""
    lines = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c == "\n" or c.isprintable())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
