"""Is the log whole? Streams every entry once and checks every seal; memory grows with people, not with entries."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain as chain_up
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection

from lms.audit import rules
from lms.audit.chains import ARCHIVE, SEAL, hash_of
from lms.audit.models import Entry
from lms.audit.rules import Finding, Link, Walk
from lms.common import clock

PAGE, HEAVY_PAGE = 2000, 20  # seals and archives name a thousand chains each
LEAST_DAYS = 183  # 网络安全法 第二十一条: six months
_AFTER = """SELECT {columns} FROM audit_entry WHERE (chain, number, id) > (%s, %s, %s) AND chain {which}
ORDER BY chain, number, id LIMIT %s"""
_LINK = "id, chain, number, previous, hash"
_PLACES = """SELECT place.column1, place.column2, entry.hash FROM (VALUES {}) AS place
LEFT JOIN audit_entry entry ON entry.chain = place.column1 AND entry.number = place.column2"""


@dataclass(frozen=True)
class Archived:
    """What one chain lost to the archive: up to this number, which had this hash."""

    number: int
    hash: str
    at: dt.datetime


class Verification:
    """One reading of the log. `findings` streams; the counts are right once it has ended.

    `expect`: the hash of a seal that was written down elsewhere. `folder`: where the archives' files are, to check
    them too. `say` is told the number of entries read, now and then.
    """

    def __init__(self, *, expect: str = "", folder: Path | None = None, say: Callable[[int], None] = lambda n: None):
        self.expect, self.folder, self.say = expect.strip().lower(), folder, say
        self.entries = self.chains = self.seals = 0
        self.archived: dict[str, Archived] = {}

    def findings(self) -> Iterator[Finding]:
        self.entries = self.chains = self.seals = 0
        yield from self._outside()
        yield from self._archives()
        yield from self._walks()
        yield from self._seals()

    def _outside(self) -> Iterator[Finding]:
        """Rows the reading below would not meet; the constraints forbid them, unless somebody dropped those."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM audit_entry WHERE chain IS NULL OR chain = '' OR number IS NULL")
            rows = cursor.fetchall()
        yield from (Finding("", None, pk, rules.OUTSIDE) for (pk,) in rows)

    def _archives(self) -> Iterator[Finding]:
        for _link, entry in _read(ARCHIVE):
            heads = heads_of(entry.detail) if entry else None
            if entry is None or heads is None:
                continue  # the walk over its chain names it
            if entry.at > clock.now():
                yield Finding(ARCHIVE, entry.number, entry.pk, rules.FUTURE)
            for chain, (number, digest) in heads.items():
                self.archived[chain] = Archived(number, digest, entry.at)
            if self.folder:
                yield from _file_findings(entry, self.folder)

    def _walks(self) -> Iterator[Finding]:
        walk: Walk | None = None
        for link, _entry in chain_up(_read(), _read(ARCHIVE), _read(SEAL)):
            if walk is None or walk.chain != link.chain:
                gone = self.archived.get(link.chain)
                walk = Walk(link.chain, gone.number, gone.hash) if gone else Walk(link.chain)
                self.chains += 1
            yield from walk.step(link)
            self.entries += 1
            if self.entries % 50_000 == 0:
                self.say(self.entries)

    def _seals(self) -> Iterator[Finding]:
        last, known = None, not self.expect
        for link, entry in _read(SEAL):
            self.seals += 1
            known = known or link.hash == self.expect
            heads = heads_of(entry.detail) if entry else None
            if entry is None or heads is None:
                yield Finding(SEAL, link.number, link.id, rules.SEAL_UNREADABLE)
                continue
            if last and entry.at < last:
                yield Finding(SEAL, link.number, link.id, rules.BACKDATED)
            last = entry.at
            yield from self._sealed(entry, heads)
        if not known:
            yield Finding(SEAL, None, None, rules.NOT_EXPECTED)

    def _sealed(self, seal: Entry, heads: dict[str, tuple[int, str]]) -> Iterator[Finding]:
        """Is every end that was sealed still there, as it was?"""
        for (chain, number), digest in _present(heads):
            gone = self.archived.get(chain)
            problem = ""
            if gone and number <= gone.number:
                if seal.at > gone.at - dt.timedelta(days=LEAST_DAYS):
                    problem = rules.ARCHIVED_YOUNG
                elif number == gone.number and heads[chain][1] != gone.hash:
                    problem = rules.SEALED_DIFFERS
            elif digest is None:
                problem = rules.SEALED_MISSING
            elif digest != heads[chain][1]:
                problem = rules.SEALED_DIFFERS
            if problem:
                yield Finding(chain, number, None, f"{problem} (seal {seal.number})")


def heads_of(detail: Any) -> dict[str, tuple[int, str]] | None:
    """Chain → (number, hash) as a seal or an archive says them; None when it says nothing of the kind."""
    try:
        return {str(chain): (int(number), str(digest)) for chain, (number, digest) in detail["heads"].items()}
    except (TypeError, ValueError, KeyError, AttributeError):
        return None


def _read(only: str = "") -> Iterator[tuple[Link, Entry | None]]:
    """The entries of the acts' chains, or of `only` seals or archives, page by page; None beside the unreadable."""
    which, size = (f"= '{only}'", HEAVY_PAGE) if only else (f"NOT IN ('{SEAL}', '{ARCHIVE}')", PAGE)
    after: tuple[str, int, int] = (only, -(2**62), 0)
    while page := _page(which, [*after, size]):
        yield from page
        after = (page[-1][0].chain, page[-1][0].number, page[-1][0].id)


def _page(which: str, values: list[Any]) -> list[tuple[Link, Entry | None]]:
    try:
        whole = _AFTER.format(columns="*", which=which)
        return [(_link(entry), entry) for entry in Entry.objects.raw(whole, values)]
    except (ValueError, TypeError, AttributeError):  # a value no field can hold: find out which
        with connection.cursor() as cursor:
            cursor.execute(_AFTER.format(columns=_LINK, which=which), values)
            rows = cursor.fetchall()
        return [_alone(Link(row[0], row[1], row[2], row[3], row[4], None)) for row in rows]


def _alone(link: Link) -> tuple[Link, Entry | None]:
    try:
        entry = Entry.objects.get(pk=link.id)
        return _link(entry), entry
    except (ValueError, TypeError, AttributeError):
        return link, None


def _link(entry: Entry) -> Link:
    try:
        computed: str | None = hash_of(entry)
    except (ValueError, TypeError, AttributeError):
        computed = None
    return Link(entry.pk, entry.chain, entry.number, entry.previous, entry.hash, computed)


def _present(heads: dict[str, tuple[int, str]]) -> Iterator[tuple[tuple[str, int], str | None]]:
    """Each place with the hash that stands there now; None where nothing does."""
    places = ((chain, number) for chain, (number, _digest) in heads.items())
    while batch := list(islice(places, 500)):
        statement = _PLACES.format(", ".join(["(%s, %s)"] * len(batch)))
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for place in batch for value in place])
            rows = cursor.fetchall()
        yield from (((chain, number), digest) for chain, number, digest in rows)


def _file_findings(entry: Entry, folder: Path) -> Iterator[Finding]:
    path = folder / Path(str(entry.detail.get("file", ""))).name
    if not path.is_file():
        yield Finding(ARCHIVE, entry.number, entry.pk, f"{rules.FILE_MISSING}: {path.name}")
    else:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != entry.detail.get("sha256"):
                yield Finding(ARCHIVE, entry.number, entry.pk, f"{rules.FILE_CHANGED}: {path.name}")
