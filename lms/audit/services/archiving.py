"""Retention: the oldest acts leave the log for a file, and the log says which (decision 0007)."""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Max, Min

from lms.audit.appending import append, lock_single
from lms.audit.chains import ARCHIVE, SEAL
from lms.audit.models import Entry
from lms.audit.verifying import LEAST_DAYS, Verification, heads_of
from lms.common import clock

CHAINS_AN_ENTRY = 1000
STORED = ("id", "at", "action", "actor_no", "actor_name", "target", "result", "detail", "address", "chain", "number",
          "previous", "hash")


class ArchiveRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """Nothing was archived. Its text says why."""


@dataclass(frozen=True)
class ArchiveResult:
    """How many entries, of how many chains, and the file; None when nothing was old enough or it was a dry run."""

    entries: int
    chains: int
    file: Path | None


def archive(*, keep_days: int, folder: Path, at: dt.datetime, commit: bool) -> ArchiveResult:
    """Move what is older than `keep_days` into a JSON-lines file; `commit=False` only counts.

    From each chain its oldest entries, as far as a seal older than that covers them; never the newest of a chain, so
    that the chain goes on from it, and never a seal. Raises ArchiveRefused for fewer than 183 days (网络安全法
    第二十一条) and for a log that is not whole: what was tampered with is kept as it is.
    """
    if keep_days < LEAST_DAYS:
        raise ArchiveRefused(f"AUDIT_KEEP_DAYS is {keep_days}; the law asks for at least {LEAST_DAYS}.")
    cutoff = at - dt.timedelta(days=keep_days)
    ends = dict(_ends(cutoff))
    if not commit or not ends:
        return ArchiveResult(sum(_old(chain, end).count() for chain, end in ends.items()), len(ends), None)
    wrong = next(Verification().findings(), None)
    if wrong:
        raise ArchiveRefused(f"The log is not whole ({wrong.chain} {wrong.problem}); run verify_audit.")
    path = folder / f"audit-{clock.day_of(at):%Y%m%d}-{at:%H%M%S}.jsonl"
    written, digest = _write(path, ends)
    _remove(ends, {"file": path.name, "sha256": digest, "entries": written}, written, at)
    return ArchiveResult(written, len(ends), path)


def _ends(cutoff: dt.datetime) -> Iterator[tuple[str, int]]:
    """(chain, last number to archive) of the chains that have something old enough."""
    for chain, sealed in sorted(_sealed_by(cutoff).items()):
        numbers = Entry.objects.filter(chain=chain).aggregate(first=Min("number"), last=Max("number"))
        young = Entry.objects.filter(chain=chain, at__gte=cutoff).aggregate(first=Min("number"))["first"]
        if numbers["last"] is None:
            continue
        end = min(sealed, numbers["last"] - 1, (young or numbers["last"]) - 1)
        if end >= numbers["first"]:
            yield chain, end


def _sealed_by(cutoff: dt.datetime) -> dict[str, int]:
    sealed: dict[str, int] = {}
    seals = Entry.objects.filter(chain=SEAL, at__lt=cutoff).order_by("number").values_list("detail", flat=True)
    for detail in seals.iterator(chunk_size=50):
        sealed |= {chain: number for chain, (number, _digest) in (heads_of(detail) or {}).items() if chain != ARCHIVE}
    return sealed


def _old(chain: str, end: int):
    return Entry.objects.filter(chain=chain, number__lte=end)


def _write(path: Path, ends: dict[str, int]) -> tuple[int, str]:
    """The entries, one JSON object a line; under its name only once all of it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial, count, digest = path.with_suffix(".partial"), 0, hashlib.sha256()
    with partial.open("wb") as file:
        for chain, end in ends.items():
            for values in _old(chain, end).order_by("number").values(*STORED).iterator(chunk_size=2000):
                line = json.dumps(values | {"at": values["at"].isoformat()}, ensure_ascii=False).encode() + b"\n"
                file.write(line)
                digest.update(line)
                count += 1
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return count, digest.hexdigest()


@transaction.atomic
def _remove(ends: dict[str, int], file: dict, written: int, at: dt.datetime) -> None:
    """Out of the log what is in the file, and an entry that says so: both or neither."""
    lock_single()
    chains = sorted(ends)
    for start in range(0, len(chains), CHAINS_AN_ENTRY):
        heads = {chain: _head(chain, ends[chain]) for chain in chains[start : start + CHAINS_AN_ENTRY]}
        entry = Entry(at=at, action="audit.archive", target=file["file"], detail=file | {"heads": heads})
        append(entry, ARCHIVE, single=True)
    removed = sum(_old(chain, end)._raw_delete(connection.alias) for chain, end in ends.items())
    if removed != written:
        raise ArchiveRefused(f"{written} entries are in the file, but {removed} would be removed: nothing was.")


def _head(chain: str, end: int) -> list:
    return [end, Entry.objects.values_list("hash", flat=True).get(chain=chain, number=end)]
