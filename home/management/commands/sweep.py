"""`manage.py sweep`: what must happen by the clock even if nobody asks. Started beside the server, ends with it.

With --with-worker it also keeps one worker for the jobs alive, which ends with it.
"""

import os
import signal
import sys
import time

from django.core.management import BaseCommand
from django.db import OperationalError, close_old_connections

from home.startup import KeptWorker
from lms.assessment.services import close_overdue
from lms.audit.services import seal_if_due
from lms.common import clock
from lms.jobs import sweeping
from lms.people.services import close_accounts, sync_departments, sync_memberships
from lms.people.services.roster import forget_contents
from lms.reports.summary import fresh
from lms.supervision.services import run_due


def tidy() -> None:
    """Exams whose time is up are handed in; units are called and hung as decided for today; who has left signs in no
    more; a role that ended last night opens nothing this morning; no job is left behind by a worker that was killed;
    the log is sealed every hour; the figures are folded, so that who reads them finds little to do; what is due once a
    day is done.
    """
    close_overdue(at=clock.now())
    forget_contents(now=clock.now())
    sync_departments(clock.today())
    close_accounts(clock.today())
    sync_memberships(clock.today())
    sweeping.tidy(at=clock.now())
    seal_if_due(at=clock.now())
    fresh()
    run_due(at=clock.now())


class Command(BaseCommand):
    help = (
        "Closes the attempts past their deadline, ends the rights of roles past their last day and puts right what "
        "killed workers left, every minute, until the process that started it ends."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--every", type=int, default=60, help="seconds between two rounds")
        parser.add_argument("--follow", type=int, default=os.getppid(), metavar="PID", help="end with this parent")
        parser.add_argument("--with-worker", action="store_true", help="keep one worker for the jobs alive")

    def handle(self, *args, every: int, follow: int, with_worker: bool, **options) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C stops the server; this one follows it
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        due, worker = 0.0, KeptWorker()
        while os.getppid() == follow:
            if with_worker:
                worker.keep()
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
