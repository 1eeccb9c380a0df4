"""Asking for work: queued once, taken after the commit, its file kept where no address leads."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from lms.audit.models import Entry
from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.registry import Outcome, handles
from lms.jobs.runner import run
from lms.jobs.services import start


def test_it_waits_for_the_commit(queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = queued()
        assert Job.objects.get(pk=job.pk).state == Job.State.QUEUED
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert job.task_id


def test_a_kind_without_a_handler_is_refused(cast, handler):
    with pytest.raises(LookupError, match=r"tests\.unknown"):
        start(kind="tests.unknown", owner=cast.learner, title="x")
    assert not Job.objects.exists()


def test_one_handler_a_kind(handler):
    with pytest.raises(ValueError, match=r"tests\.nothing"):
        handles("tests.nothing")(lambda job: Outcome())


def test_the_same_job_twice_is_one(queued, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        first, second = queued(once="k"), queued(once="k")
    assert first.pk == second.pk
    assert len(callbacks) == 1
    assert Entry.objects.filter(action="jobs.start").count() == 1
    assert queued(once="other").pk != first.pk


def test_twice_while_it_runs_is_one(queued):
    job = queued(once="k")
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    assert queued(once="k").pk == job.pk


def test_once_it_has_ended_it_may_be_asked_for_again(queued):
    job = queued(once="k")
    run(job.pk)
    assert queued(once="k").pk != job.pk


def test_without_a_key_each_is_its_own(queued):
    assert queued().pk != queued().pk


def test_the_database_keeps_the_promise_of_the_key(queued, cast):
    queued(once="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="x", owner=cast.head, title="x", once="k", created_at=clock.now())


def test_the_database_wants_to_know_when_it_ended(queued):
    job = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)


def test_its_file_is_private(queued):
    job = queued(content="工号".encode())
    path = Path(job.input.path)
    assert path.read_bytes().decode() == "工号"
    assert path.is_relative_to(settings.JOBS_ROOT)
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert not path.is_relative_to(settings.STATIC_ROOT)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(ValueError, match="no address"):
        _ = job.input.url
