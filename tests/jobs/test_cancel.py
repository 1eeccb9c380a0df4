"""Calling a job off."""

import pytest

from lms.audit.models import Entry
from lms.common import clock
from lms.jobs.channel import Files, channel
from lms.jobs.models import Job
from lms.jobs.pulse import Pulse
from lms.jobs.registry import JobCancelled, Outcome, Running
from lms.jobs.runner import run
from lms.jobs.services import cancel, claim


def call_off(job: Job) -> bool:
    return cancel(job=job, by=job.owner, at=clock.now())


def test_while_it_waits_it_never_begins(queued):
    job = queued()
    assert call_off(job)
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.started_at) == (Job.State.CANCELLED, None)
    assert job.finished_at
    assert Entry.objects.filter(action="jobs.cancel", target=job.title).count() == 1


def test_while_it_runs_its_next_check_ends_it(queued, handler):
    def work(job: Running) -> Outcome:
        assert call_off(Job.objects.get(pk=job.pk))
        job._pulse.beat()  # what its thread does twice a second
        with pytest.raises(JobCancelled):
            job.check()
        job.check()
        raise AssertionError("not reached")

    handler(work)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert Entry.objects.filter(action="jobs.cancel", actor_no=job.owner.staff_no).count() == 1


def test_while_it_runs_nothing_is_locked(queued, django_assert_num_queries, monkeypatch):
    """Its transaction may hold SQLite's only writer's place: the wish to end it must not wait for that."""
    monkeypatch.setattr("lms.jobs.services.channel", Files)
    job = claim(pk=queued().pk, at=clock.now())
    with django_assert_num_queries(2) as asked:
        assert call_off(job)
    assert all(query["sql"].startswith("SELECT") for query in asked)


def test_after_its_end_it_changes_nothing(queued):
    job = queued()
    run(job.pk)
    assert not call_off(job)
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_twice_is_once(queued):
    job = queued()
    assert call_off(job)
    assert not call_off(job)
    assert Entry.objects.filter(action="jobs.cancel").count() == 1


def test_the_next_run_does_not_inherit_it(queued):
    job = queued()
    first = claim(pk=job.pk, at=clock.now())
    call_off(first)
    assert channel().is_cancelled(first)
    assert not Pulse(first).cancelled.is_set()
