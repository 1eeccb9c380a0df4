"""Work that lasts until its worker is killed."""

import time

from lms.common import clock
from lms.jobs.registry import Outcome, Running
from lms.notices.services import notify


def endless(job: Running) -> Outcome:
    """Writes something, says so, and never comes to an end."""
    notify(person=job.owner, key="half", subject="写了一半", at=clock.now())
    job.tell(1, 2, "一半")
    while True:
        job.check()
        time.sleep(0.05)


def second_time(job: Running) -> Outcome:
    """Never ends the first time, at once the second."""
    return endless(job) if job._job.attempts == 1 else Outcome(note="第二次")
