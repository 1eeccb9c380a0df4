"""The next place in a chain, taken without waiting for anybody (decision 0007).

PostgreSQL: whoever appends to a chain holds an advisory lock until his transaction ends. A chain somebody else holds is
not waited for: its next *lane* is taken, a chain of its own (`p:00137`, then `p:00137.1` …). Waiting for nobody, two
transactions that record for the same two actors in opposite order cannot deadlock, and a long one holds nobody up.
SQLite has one writer at a time, so lanes are never needed there.
"""

import zlib

from django.db import DatabaseError, connection

from lms.audit.chains import hash_of
from lms.audit.models import Entry

TRIES = 10
LANES = 100
SLOTS = 512  # locks one transaction can hold, however many actors it records for: the server's table of locks is finite
LOCKS = 0x4C4F47 << 8  # "LOG": lane n's locks are (LOCKS + n, slot)
SINGLE = LOCKS + 255  # the lock of the chains without lanes

_NEWEST = "SELECT TRUE, number, hash FROM audit_entry WHERE chain = %s ORDER BY number DESC LIMIT 1"
# The snapshot is older than the lock: what is read may be the last but one. Then nothing is inserted; we try again.
_TRY_NEWEST = """SELECT pg_try_advisory_xact_lock(%s, %s), newest.number, newest.hash FROM (VALUES (1)) AS one
LEFT JOIN LATERAL (
    SELECT number, hash FROM audit_entry WHERE chain = %s ORDER BY number DESC LIMIT 1
) AS newest ON TRUE"""
_FIELDS = tuple(field for field in Entry._meta.concrete_fields if not field.primary_key)
_INSERT = (
    f"INSERT INTO audit_entry ({', '.join(str(field.column) for field in _FIELDS)}) "  # noqa: S608 - our own column names
    f"VALUES ({', '.join(['%s'] * len(_FIELDS))}) ON CONFLICT (chain, number) DO NOTHING RETURNING id"
)


def append(entry: Entry, chain: str, *, single: bool = False) -> Entry:
    """Insert `entry` as the next of `chain`, or of its first free lane; inside a transaction.

    `single`: no lanes; the caller has locked the chain with `lock_single`. Raises DatabaseError when no place is free.
    """
    lanes = 1 if single or connection.vendor != "postgresql" else LANES
    for lane in range(lanes):
        entry.chain = f"{chain}.{lane}" if lane else chain
        for _try in range(TRIES):
            free, number, last = _newest(entry.chain) if lanes == 1 else _try_newest(chain, lane, entry.chain)
            if not free:
                break
            entry.number, entry.previous = (number or 0) + 1, last or ""
            entry.hash = hash_of(entry)
            if _insert(entry):
                return entry
    raise DatabaseError(f"The log has no free place in chain {chain}.")


def lock_single() -> None:
    """Whoever seals or archives does so alone, until his transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [SINGLE])


def _newest(chain: str) -> tuple[bool, int | None, str | None]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [chain])
        return cursor.fetchone() or (True, 0, "")


def _try_newest(base: str, lane: int, chain: str) -> tuple[bool, int | None, str | None]:
    """The same when the lane is free, and ours from now on; False first when somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY_NEWEST, [LOCKS + lane, zlib.crc32(base.encode()) % SLOTS, chain])
        return cursor.fetchone()


def _insert(entry: Entry) -> bool:
    """False when the place is taken."""
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in _FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        row = cursor.fetchone()
    if row is None:
        return False
    entry.pk, entry._state.adding, entry._state.db = row[0], False, connection.alias
    return True
