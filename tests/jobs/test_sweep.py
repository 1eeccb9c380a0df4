"""What a killed worker left is put right; old files go."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django_tasks_db.models import DBTaskResult

from home.management.commands.sweep import tidy as whole_sweep
from lms.audit.models import Entry
from lms.common import clock
from lms.jobs import sweeping
from lms.jobs.channel import Files, Told, channel
from lms.jobs.models import Job
from lms.jobs.services import MOST_ATTEMPTS, cancel, claim

LATER = dt.timedelta(minutes=3)
WORKERS = {"default": settings.TASKS["default"], "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def running(queued):
    """A job somebody took three minutes ago and never spoke of again."""

    def _running(kind: str = "tests.nothing", **fields) -> Job:
        return claim(pk=queued(kind, **fields).pk, at=clock.now())

    return _running


def tidy(after: dt.timedelta = LATER) -> None:
    sweeping.tidy(at=clock.now() + after)


def test_a_silent_job_is_not_done_in_words(running):
    job = running()
    tidy()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "重新" in job.error or "again" in job.error
    assert Entry.objects.filter(action="jobs.finish", result="failed").count() == 1


def test_a_beating_heart_is_left_alone(running):
    job = running()
    tidy(after=dt.timedelta(minutes=1))
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING


def test_a_heart_that_beats_in_its_file(running, monkeypatch):
    """On SQLite, inside one long transaction."""
    monkeypatch.setattr("lms.jobs.sweeping.channel", Files)
    job = running()
    Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now() - LATER)
    Files().write(job, Told(1, 2, ""))
    sweeping.tidy(at=clock.now())
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING


def test_a_resumable_job_is_begun_again(running, handler, django_capture_on_commit_callbacks):
    handler(lambda job: sweeping_outcome(), "tests.again", resumable=True)
    job = running("tests.again")
    with django_capture_on_commit_callbacks(execute=True):
        tidy()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)


def sweeping_outcome():
    from lms.jobs.registry import Outcome

    return Outcome()


def test_but_not_for_ever(running, handler):
    handler(lambda job: sweeping_outcome(), "tests.again", resumable=True)
    job = running("tests.again")
    Job.objects.filter(pk=job.pk).update(attempts=MOST_ATTEMPTS)
    tidy()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


def test_a_silent_job_called_off_is_called_off(running):
    job = running()
    cancel(job=job, by=job.owner, at=clock.now())
    tidy()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_how_far_it_came_is_kept(running):
    job = running()
    channel().write(job, Told(3, 9, "读"))
    tidy()
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.note) == (Job.State.FAILED, 3, 9, "读")


def test_twice_changes_nothing_more(running):
    running()
    tidy()
    tidy()
    assert Entry.objects.filter(action="jobs.finish").count() == 1


def test_a_lost_turn_is_queued_again(queued):
    job = queued()  # nothing commits here, so it never came before a worker
    tidy()
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_turn_that_waits_is_not_queued_twice(queued, settings, django_capture_on_commit_callbacks):
    settings.TASKS = WORKERS
    with django_capture_on_commit_callbacks(execute=True):
        job = queued()
    job.refresh_from_db()
    assert (job.state, DBTaskResult.objects.count()) == (Job.State.QUEUED, 1)
    tidy()
    assert DBTaskResult.objects.count() == 1


def test_files_go_after_thirty_days_and_rows_stay(queued):
    from lms.jobs.runner import run

    job = queued(content=b"x")
    path = Path(job.input.path)
    run(job.pk)
    tidy(after=dt.timedelta(days=29))
    assert path.exists()
    tidy(after=dt.timedelta(days=31))
    assert not path.exists()
    job.refresh_from_db()
    assert (job.state, job.input.name) == (Job.State.DONE, "")


def test_the_file_of_a_job_that_waits_stays(queued, handler):
    job = queued(content=b"x")
    sweeping.drop_old_inputs(at=clock.now() + dt.timedelta(days=99))
    sweeping.drop_strays(at=clock.now() + dt.timedelta(days=99))
    assert Path(job.input.path).exists()


def test_a_file_without_a_job_goes_after_a_day(queued):
    folder = Path(settings.JOBS_ROOT) / "input"
    assert isinstance(Job._meta.get_field("input").storage, FileSystemStorage)
    folder.mkdir(exist_ok=True)
    stray, young = folder / "stray", folder / "young"
    for path, age in ((stray, 2), (young, 0)):
        path.touch()
        moment = clock.now().timestamp() - age * 86400
        os.utime(path, (moment, moment))
    sweeping.drop_strays(at=clock.now())
    assert (stray.exists(), young.exists()) == (False, True)
    young.unlink()


def test_the_queues_own_rows_go(queued, settings, django_capture_on_commit_callbacks):
    settings.TASKS = WORKERS
    with django_capture_on_commit_callbacks(execute=True):
        queued()
    sweeping.drop_old_turns(at=clock.now() + dt.timedelta(days=31))
    assert DBTaskResult.objects.count() == 1  # it still waits
    DBTaskResult.objects.update(status="SUCCESSFUL")
    sweeping.drop_old_turns(at=clock.now() + dt.timedelta(days=31))
    assert not DBTaskResult.objects.exists()


def test_the_minutely_sweep_does_it(running):
    job = running()
    Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now() - LATER)
    whole_sweep()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
