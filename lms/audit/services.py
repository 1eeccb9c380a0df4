"""Writing to the log."""

import datetime as dt
from typing import Any

from django.http import HttpRequest

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
    """Append one act. `action` is "room.verb", e.g. "reports.export"; `actor` a person or None (the system)."""
    actor = actor or getattr(request, "user", None)
    return Entry.objects.create(
        at=at or clock.now(),
        action=action,
        actor_no=getattr(actor, "staff_no", "") or "",
        actor_name=getattr(actor, "full_name", "") or "",
        target=target[:200],
        result=result,
        detail=detail or {},
        address=request.META.get("REMOTE_ADDR") or None if request else None,
    )
