"""Writing to the log."""

import datetime as dt
import ipaddress
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from lms.audit.appending import append
from lms.audit.chains import chain_of, plain, text
from lms.audit.models import Entry
from lms.common import clock


def record(
    *,
    action: str,
    actor: Any = None,
    target: str = "",
    result: str = "ok",
    detail: dict | None = None,
    request: HttpRequest | None = None,
    at: dt.datetime | None = None,
) -> Entry:
    """Append one act. `action` is "room.verb", e.g. "reports.export"; `actor` a person or None (the system).

    Two queries. It never waits for another act, so it may be called in any transaction, for any actors, in any order.
    """
    actor = actor or getattr(request, "user", None)
    entry = Entry(
        at=at or clock.now(), action=text(action, 64), actor_no=text(getattr(actor, "staff_no", "") or "", 20),
        actor_name=text(getattr(actor, "full_name", "") or "", 50), target=text(target, 200), result=text(result, 20),
        detail=plain(detail), address=_address(request),
    )
    with transaction.atomic(savepoint=False):
        return append(entry, chain_of(entry.actor_no, entry.target))


def _address(request: HttpRequest | None) -> str | None:
    """Where the request came from; nothing when the server does not say, or says no address."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "" if request else "")
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address).partition("%")[0]
