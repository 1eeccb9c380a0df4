"""What supervision asks: open tasks of a day, frozen figures, what was done."""

from lms.supervision.selectors.runs import RunRow, latest_runs
from lms.supervision.selectors.snapshots import (
    Difference,
    SnapshotPage,
    differences,
    digest_now,
    figures_now,
    snapshot_page,
)
from lms.supervision.selectors.tasks import Above, Presence, Task, above_on, open_tasks, presence_on, told_by

__all__ = [
    "Above", "Difference", "Presence", "RunRow", "SnapshotPage", "Task", "above_on", "differences", "digest_now",
    "figures_now", "latest_runs", "open_tasks", "presence_on", "snapshot_page", "told_by",
]
