"""Seals: what the ends of all chains were, so that an end cannot be cut off unseen (decision 0007)."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from django.db import connection, transaction

from lms.audit.appending import append, lock_single
from lms.audit.chains import SEAL
from lms.audit.models import Entry
from lms.common import clock

Head = tuple[int, str]
EVERY = dt.timedelta(hours=1)
OVERLAP = dt.timedelta(days=1)  # longer than any transaction: what was written but not yet visible is seen next time
HEADS_A_SEAL = 1000

_CHANGED = """
SELECT entry.chain, entry.number, entry.hash FROM audit_entry entry
JOIN (SELECT chain, MAX(number) AS number FROM audit_entry WHERE id > %s AND chain <> %s GROUP BY chain) AS head
ON head.chain = entry.chain AND head.number = entry.number ORDER BY entry.chain
"""


def seal_if_due(*, at: dt.datetime) -> tuple[Entry, ...]:
    """At most one seal an hour (one query when none is due)."""
    newest = Entry.objects.filter(chain=SEAL).order_by("-number").values_list("at", flat=True).first()
    return seal(at=at) if newest is None or at - newest >= EVERY else ()


@transaction.atomic
def seal(*, at: dt.datetime) -> tuple[Entry, ...]:
    """Append (chain → number, hash) of every chain that changed since the last seal; nothing when none did.

    A thousand chains an entry: one entry in an ordinary hour. Seals wait for each other, and for nobody else.
    """
    lock_single()
    before = Entry.objects.filter(chain=SEAL, at__lte=at - OVERLAP).order_by("-number").first()
    horizon = before.pk if before else 0
    changed = _unsealed(horizon)
    made = []
    while heads := dict(islice(changed, HEADS_A_SEAL)):
        made.append(_append_seal(at, heads))
    return tuple(made)


def _unsealed(horizon: int) -> Iterator[tuple[str, Head]]:
    """The chains with an entry younger than the horizon whose end no seal since has named."""
    sealed: dict[str, Head] = {}
    for detail in Entry.objects.filter(chain=SEAL, pk__gt=horizon).order_by("number").values_list("detail", flat=True):
        sealed |= {chain: (number, digest) for chain, (number, digest) in detail["heads"].items()}
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [horizon, SEAL])
        found = cursor.fetchall()
    return ((chain, (number, digest)) for chain, number, digest in found if sealed.get(chain) != (number, digest))


def _append_seal(at: dt.datetime, heads: dict[str, Head]) -> Entry:
    detail = {"heads": {chain: list(head) for chain, head in heads.items()}}
    entry = Entry(at=at, action="audit.seal", target=clock.day_of(at).isoformat(), detail=detail)
    return append(entry, SEAL, single=True)
