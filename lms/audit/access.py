"""Who may read the log. `audit` lies below `people`, so the roles are asked for through the person's groups."""

from typing import Any

READERS = frozenset({"Auditors", "Supervision office"})
OWN_ACTS = "HR officers"
SCORE_READERS = frozenset({"Supervision office", OWN_ACTS})


def may_read_log(user: Any) -> bool:
    return bool(_groups(user) & (READERS | {OWN_ACTS}))


def only_actor(user: Any) -> str | None:
    """None: the whole log. A staff number: that person's acts only (design 1: HR reads its own)."""
    return None if _groups(user) & READERS else user.staff_no


def reads_scores(user: Any) -> bool:
    """An auditor reads that an exam was handed in, not with which score (design 1, the table of roles)."""
    return bool(_groups(user) & SCORE_READERS)


def _groups(user: Any) -> set[str]:
    return set(user.groups.values_list("name", flat=True))
