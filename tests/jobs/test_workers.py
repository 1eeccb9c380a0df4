"""A real worker in a real process, on PostgreSQL: told to end, killed, and what is left of its job."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection

from lms.common import clock
from lms.jobs import sweeping
from lms.jobs.models import Job
from lms.jobs.services import cancel
from lms.notices.models import Notice
from tests.jobs import slow

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds


@pytest.fixture
def worker(tmp_path, settings, handler):
    """Start a worker; it is killed after the test. Jobs go into the database's queue from here on."""
    settings.TASKS = configured.TASKS | {"jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    handler(slow.endless, "tests.endless", atomic=True)
    handler(slow.second_time, "tests.second_time", atomic=True, resumable=True)
    address, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lms.settings.dev", "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}",
    }
    started = []

    def _worker(*options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.jobs.worker", *options]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield _worker
    for process in started:
        process.kill()
        process.communicate()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def half_way(job: Job) -> None:
    """Until the job tells of its half, from inside its transaction."""
    until(lambda: Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, done=1, note="一半").exists())


def sweep_later() -> None:
    sweeping.tidy(at=clock.now() + dt.timedelta(minutes=3))


def test_killed_it_leaves_nothing_half_written(queued, worker):
    job, process = queued("tests.endless"), worker()
    half_way(job)
    process.kill()
    process.wait()
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    assert not Notice.objects.exists()
    sweeping.tidy(at=clock.now())  # a heart may miss a beat
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    sweep_later()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error


def test_killed_a_resumable_job_is_done_by_the_next(queued, worker):
    job, process = queued("tests.second_time"), worker()
    half_way(job)
    process.kill()
    process.wait()
    sweep_later()
    assert worker("--batch").wait(timeout=PATIENCE) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, job.note) == (Job.State.DONE, 2, "第二次")
    assert not Notice.objects.exists()


def test_called_off_while_it_holds_its_transaction(queued, worker):
    job = queued("tests.endless")
    worker()
    half_way(job)
    assert cancel(job=job, by=job.owner, at=clock.now())
    until(lambda: Job.objects.filter(pk=job.pk, state=Job.State.CANCELLED).exists())
    assert not Notice.objects.exists()


def test_beside_a_server_it_ends_at_once_and_says_so(queued, worker):
    job, process = queued("tests.endless"), worker("--follow", str(os.getpid()))
    half_way(job)
    process.send_signal(signal.SIGINT)  # the server's
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert not Notice.objects.exists()


def test_its_server_gone_before_it_began_it_ends(worker):
    process = worker("--follow", "1")
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_idle_it_ends_without_a_word(worker, queued):
    job = queued("tests.nothing")  # a kind this worker does not know
    process = worker("--follow", str(os.getpid()))
    until(lambda: Job.objects.filter(pk=job.pk, state=Job.State.FAILED).exists())
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
