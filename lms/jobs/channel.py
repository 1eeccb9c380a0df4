"""How a running job says how far it is, while its handler may be inside one long transaction.

PostgreSQL: the pulse's thread has a connection of its own, so the row itself is written and everyone sees it at once.
SQLite has one writer at a time: a second one would wait for the handler's transaction, and so would the owner's wish to
cancel. There both go through small files under JOBS_ROOT/told, which nobody waits for. SQLite means one machine, so
every process sees the same folder.
"""

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection

from lms.common import clock
from lms.jobs.models import Job


@dataclass(frozen=True)
class Told:
    """How far a job is."""

    done: int = 0
    total: int = 0
    note: str = ""


class Channel(Protocol):
    def write(self, job: Job, told: Told) -> None: ...
    def read(self, job: Job) -> Told: ...
    def heard_at(self, job: Job) -> dt.datetime | None: ...
    def ask_to_cancel(self, job: Job) -> None: ...
    def is_cancelled(self, job: Job) -> bool: ...
    def seems_cancelled(self, job: Job) -> bool: ...
    def forget(self, job: Job) -> None: ...


class Rows:
    """Through the job's own row."""

    def write(self, job: Job, told: Told) -> None:
        Job.objects.run_of(job).update(**asdict(told), heartbeat_at=clock.now())

    def read(self, job: Job) -> Told:
        return Told(job.done, job.total, job.note)

    def heard_at(self, job: Job) -> dt.datetime | None:
        return job.heartbeat_at

    def ask_to_cancel(self, job: Job) -> None:
        Job.objects.run_of(job).update(cancel_asked_at=clock.now())

    def is_cancelled(self, job: Job) -> bool:
        return Job.objects.filter(pk=job.pk, cancel_asked_at__isnull=False).exists()

    def seems_cancelled(self, job: Job) -> bool:
        """As far as the row in hand knows: no query."""
        return job.cancel_asked_at is not None

    def forget(self, job: Job) -> None:
        """The row stays."""


class Files:
    """Through JOBS_ROOT/told: one file for how far it is, its time being the heartbeat; one for the wish to cancel."""

    def write(self, job: Job, told: Told) -> None:
        path = self._path(job, "json")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(told)), encoding="utf-8")
        os.replace(fresh, path)  # a reader sees the old or the new, never a half

    def read(self, job: Job) -> Told:
        try:
            return Told(**json.loads(self._path(job, "json").read_text(encoding="utf-8")))
        except OSError:
            return Told(job.done, job.total, job.note)

    def heard_at(self, job: Job) -> dt.datetime | None:
        try:
            return dt.datetime.fromtimestamp(self._path(job, "json").stat().st_mtime, dt.UTC)
        except OSError:
            return job.heartbeat_at

    def ask_to_cancel(self, job: Job) -> None:
        path = self._path(job, "cancel")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch()

    def is_cancelled(self, job: Job) -> bool:
        return self._path(job, "cancel").exists()

    seems_cancelled = is_cancelled

    def forget(self, job: Job) -> None:
        for kind in ("json", "cancel"):
            self._path(job, kind).unlink(missing_ok=True)

    @staticmethod
    def _path(job: Job, kind: str) -> Path:
        return Path(settings.JOBS_ROOT) / "told" / f"{job.pk}-{job.attempts}.{kind}"


def channel() -> Channel:
    """The one that fits the database."""
    return Files() if connection.vendor == "sqlite" else Rows()
