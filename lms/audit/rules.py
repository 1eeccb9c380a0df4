"""Is a chain whole? Pure decisions over its links; no database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass

CHANGED = "hash does not match its content"
BROKEN = "previous hash does not match"
UNREADABLE = "cannot be read"
OUTSIDE = "stands outside every chain"
SEALED_MISSING = "sealed head missing"
SEALED_DIFFERS = "differs from what was sealed"
ARCHIVED_YOUNG = "archived before its time: it was sealed less than 183 days earlier"
FUTURE = "dated in the future, so that it would account for what is young"
BACKDATED = "sealed before the seal it follows"
SEAL_UNREADABLE = "does not say which chains it seals"
NOT_EXPECTED = "the expected seal is not in the log"
FILE_MISSING = "the archive's file is missing"
FILE_CHANGED = "the archive's file was changed"


@dataclass(frozen=True)
class Link:
    """One entry as the verifier sees it. `computed`: the hash its content has now; None when it cannot be read."""

    id: int
    chain: str
    number: int
    previous: str
    hash: str
    computed: str | None


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where, and what."""

    chain: str
    number: int | None
    entry: int | None
    problem: str


@dataclass
class Walk:
    """A chain as far as it was read: the last number and hash. Begins after what was archived, or at nothing."""

    chain: str
    number: int = 0
    hash: str = ""

    def step(self, link: Link) -> Iterator[Finding]:
        """Go on to `link`, and say what is wrong with it."""
        follows = link.number == self.number + 1
        if link.number > self.number + 1:
            yield Finding(self.chain, self.number + 1, None, missing(self.number + 1, link.number - 1))
        if link.number <= self.number:
            yield Finding(self.chain, link.number, link.id, inserted(link.number))
        if link.computed is None:
            yield Finding(self.chain, link.number, link.id, UNREADABLE)
        elif link.computed != link.hash:
            yield Finding(self.chain, link.number, link.id, CHANGED)
        if follows and link.previous != self.hash:
            yield Finding(self.chain, link.number, link.id, BROKEN)
        self.number, self.hash = max(link.number, self.number), link.hash


def inserted(number: int) -> str:
    return f"number {number} was inserted: its place is taken, archived or before the first"


def missing(first: int, last: int) -> str:
    return f"number {first} is missing" if first == last else f"numbers {first} to {last} are missing"
