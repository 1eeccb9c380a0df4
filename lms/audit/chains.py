"""How an entry is tied to the one before it: which chain, and the hash (decision 0007). Pure.

The hash is SHA-256 over a canonical JSON of every stored field but the database's own id. It is computed from values
the database gives back unchanged: both engines return the same text, times to the microsecond, and numbers that mean
the same (jsonb returns 1e22 as 10000000000000000000000, and has no minus zero).
"""

import datetime as dt
import hashlib
import ipaddress
import json
import zlib
from decimal import Decimal
from typing import Any, Protocol

POOLS = 16
SEAL, ARCHIVE = "seal", "archive"
NUL, REPLACEMENT = "\0", "\ufffd"


class Linked(Protocol):
    """What is hashed: an entry of the log, or a row of a migration."""

    at: dt.datetime
    action: str
    actor_no: str
    actor_name: str
    target: str
    result: str
    detail: Any
    address: str | None
    chain: str
    number: int
    previous: str


def chain_of(actor_no: str, target: str) -> str:
    """One chain a person; acts of nobody in sixteen pools by their object, the same in every process."""
    if actor_no:
        return f"p:{actor_no}"
    return f"n:{zlib.crc32(target.encode()) % POOLS:02d}"


def hash_of(entry: Linked) -> str:
    return hashlib.sha256(canonical(entry)).hexdigest()


def canonical(entry: Linked) -> bytes:
    """ASCII JSON, keys sorted, no spaces; times in UTC."""
    values = {
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "action": entry.action, "actor_no": entry.actor_no, "actor_name": entry.actor_name, "target": entry.target,
        "result": entry.result, "detail": _exact(entry.detail), "address": _packed(entry.address),
        "chain": entry.chain, "number": entry.number, "previous": entry.previous,
    }
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def _packed(address: str | None) -> str | None:
    """The address's bytes: its spelling differs between engines."""
    return ipaddress.ip_address(address).packed.hex() if address else None


def _exact(value: Any) -> Any:
    """Numbers by their value: a float that is whole is the whole number, whichever way it was written."""
    if isinstance(value, dict):
        return {key: _exact(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_exact(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    return value


def plain(detail: dict | None) -> dict:
    """The detail as JSON keeps it: days and decimals as text, tuples as lists, keys as text, nothing unstorable."""
    if not detail:
        return {}
    try:
        text = json.dumps(detail, default=_as_text, allow_nan=False)
    except ValueError:  # not-a-number and infinity are no JSON
        text = json.dumps(_finite(detail), default=_as_text)
    found = json.loads(text)
    return _storable(found) if "\\u0000" in text or "\\ud" in text else found


def _as_text(value: Any) -> Any:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return str(value) if isinstance(value, float) and value - value != 0 else value


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return {text(key): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    return text(value) if isinstance(value, str) else value


def text(value: Any, length: int | None = None) -> str:
    """Storable on both engines: no null character, no half of a surrogate pair, not too long."""
    return str(value).replace(NUL, REPLACEMENT).encode("utf-8", "replace").decode()[:length]
