"""Who may read the log. `audit` lies below `people`, so the roles are asked for through the person's groups."""

from typing import Any

READERS = frozenset({"Auditors", "Supervision office"})
OWN_ACTS = "HR officers"


def may_read_log(user: Any) -> bool:
    return bool(_groups(user) & (READERS | {OWN_ACTS}))


def only_actor(user: Any) -> str | None:
    """None: the whole log. A staff number: that person's acts only (design 1: HR reads its own)."""
    return None if _groups(user) & READERS else user.staff_no


def _groups(user: Any) -> set[str]:
    return set(user.groups.values_list("name", flat=True))
