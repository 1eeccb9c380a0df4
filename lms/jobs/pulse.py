"""The thread that speaks for a running job: it writes how far it is, keeps its heart beating, hears a cancellation."""

import logging
import threading
import time

from django.db import Error, connections

from lms.jobs.channel import Told, channel
from lms.jobs.models import Job

WAKES = 0.5  # seconds: how often it looks
BEATS = 15  # seconds: how often it writes when there is nothing new

logger = logging.getLogger(__name__)


class Pulse(threading.Thread):
    """Django gives a thread its own connection: the handler never waits for this one."""

    def __init__(self, job: Job) -> None:
        super().__init__(name=f"pulse-{job.pk}", daemon=True)
        self.cancelled = threading.Event()
        self.told = Told()
        self._job, self._channel = job, channel()
        self._written, self._written_at = self.told, time.monotonic()
        self._ended = threading.Event()

    def tell(self, done: int, total: int, note: str) -> None:
        self.told = Told(max(int(done), 0), max(int(total), 0), str(note)[:300])

    def run(self) -> None:
        try:
            while not self._ended.wait(WAKES):
                self.beat()
        finally:
            connections.close_all()

    def beat(self) -> None:
        """One look. A database that is away for a moment is asked again half a second later."""
        try:
            self._write()
            if self._channel.is_cancelled(self._job):
                self.cancelled.set()
        except (Error, OSError) as problem:
            logger.warning("job %s: %s", self._job.pk, problem)
            connections.close_all()

    def _write(self) -> None:
        told, moment = self.told, time.monotonic()
        if told != self._written or moment - self._written_at >= BEATS:
            self._channel.write(self._job, told)
            self._written, self._written_at = told, moment

    def end(self) -> None:
        """Silent from here on: the row is the runner's. (Its transaction may hold the row, and a beat would wait.)"""
        self._ended.set()
        if self.is_alive():
            self.join(timeout=10)
