"""`manage.py sweep`: what must happen by the clock even if nobody asks. Started beside the server, ends with it."""

import os
import signal
import sys
import time

from django.core.management import BaseCommand
from django.db import OperationalError, close_old_connections

from lms.assessment.services import close_overdue
from lms.common import clock
from lms.people.services import sync_memberships


def tidy() -> None:
    """Exams whose time is up are handed in; a role that ended last night opens nothing this morning."""
    close_overdue(at=clock.now())
    sync_memberships(clock.today())


class Command(BaseCommand):
    help = (
        "Closes the attempts past their deadline and ends the rights of roles past their last day, every minute, "
        "until the process that started it ends."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--every", type=int, default=60, help="seconds between two rounds")

    def handle(self, *args, every: int, **options) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C stops the server; this one follows it
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        parent, due = os.getppid(), 0.0
        while os.getppid() == parent:
            if time.monotonic() >= due:
                self._round()
                due = time.monotonic() + every
            time.sleep(1)

    def _round(self) -> None:
        close_old_connections()
        try:
            tidy()
        except OperationalError as problem:  # the database is away for a moment: the next round tries again
            self.stderr.write(f"sweep: {problem}")
