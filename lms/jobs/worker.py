"""The queue's worker, made patient: it asks before it locks, outlives a database that is away, ends with its server."""

import logging
import os
import signal
import threading
import time
from types import FrameType
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

AWAY = 5  # seconds between two tries while the database is away

logger = logging.getLogger(__name__)


class PatientWorker(Worker):
    """The stock worker opens an exclusive transaction every second, which on SQLite takes the only writer's place,
    and ends with a traceback when the database is locked or away. This one looks with a plain read, and lets the stock
    worker loose only on a queue that is not empty.
    """

    def __init__(self, *, follows: int | None = None, **options: Any) -> None:
        self._stays = not options.pop("batch")
        super().__init__(batch=True, startup_delay=False, **options)
        self.follows = follows

    def run(self) -> None:
        """Until told to end; in batch mode until the queue is empty."""
        if self.follows is not None:
            threading.Thread(target=self._watch_parent, daemon=True).start()
        while self.running:
            self._turn()
            if not self._stays or (self.max_tasks is not None and self._run_tasks >= self.max_tasks):
                return
            if self.running:
                time.sleep(self.interval)

    def _turn(self) -> None:
        try:
            if self.is_wanted():
                close_old_connections()
                super().run()
        except (OperationalError, InterfaceError) as problem:  # the next round tries again
            logger.warning("db_worker: %s", problem)
            connection.close()
            time.sleep(AWAY)

    def is_wanted(self) -> bool:
        """Whether the queue holds something for us: one read, no lock."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        if not self.process_all_queues:
            ready = ready.filter(queue_name__in=self.queue_names)
        return ready.exclude(queue_name__in=self.excluded_queue_names).order_by().exists()

    def configure_signals(self) -> None:
        """Beside a server, Ctrl-C is the server's: we follow it."""
        super().configure_signals()
        if self.follows is not None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Beside a server, end at once, in the middle of a job too: its transaction is rolled back, and it says so."""
        if self.follows is None:
            return super().shutdown(signum, frame)
        self.running = False
        raise SystemExit(0)

    def _watch_parent(self) -> None:
        while os.getppid() == self.follows:  # said, not asked: it may have ended before we began
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
