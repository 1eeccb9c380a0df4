"""Several at once, with real threads and real transactions."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from lms.common import clock
from lms.jobs.models import Job
from lms.jobs.pulse import Pulse
from lms.jobs.registry import Outcome, Running
from lms.jobs.runner import run
from lms.jobs.services import cancel, claim, start

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def queue_only(settings):
    """Jobs wait: the tests run them."""
    settings.TASKS = settings.TASKS | {"jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def elsewhere(work):
    """What `work` returns on a connection of its own."""

    def _work():
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_work).result(timeout=60)


def test_progress_is_seen_while_one_transaction_lasts(queued, handler):
    seen = []

    def work(job: Running) -> Outcome:
        assert connection.in_atomic_block
        Job.objects.filter(pk=-1).update(note="the transaction has begun")
        job.tell(5, 10, "半路")
        elsewhere(job._pulse.beat)
        seen.append(elsewhere(lambda: Job.objects.values_list("state", "done", "total", "note").get(pk=job.pk)))
        return Outcome()

    handler(work, atomic=True)
    run(queued("tests.work").pk)
    assert seen == [("running", 5, 10, "半路")]


def test_called_off_while_one_transaction_lasts(queued, handler, cast):
    def work(job: Running) -> Outcome:
        found = elsewhere(lambda: Job.objects.get(pk=job.pk))
        elsewhere(lambda: cancel(job=found, by=cast.learner, at=clock.now()))
        elsewhere(job._pulse.beat)
        job.check()
        raise AssertionError("not reached")

    handler(work, atomic=True)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_its_thread_ends_with_it(queued):
    run(queued().pk)
    assert not [thread for thread in threading.enumerate() if isinstance(thread, Pulse)]


def at_once(number: int, work) -> list:
    barrier = threading.Barrier(number)

    def _one(_):
        try:
            barrier.wait(timeout=30)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(_one, range(number)))


def test_asked_for_by_eight_at_once_it_is_one(cast, handler):
    jobs = at_once(8, lambda: start(kind="tests.nothing", owner=cast.learner, title="x", once="k").pk)
    assert len(set(jobs)) == 1
    assert Job.objects.count() == 1


def test_only_one_worker_gets_it(queued):
    job = queued()
    taken = at_once(8, lambda: claim(pk=job.pk, at=clock.now()))
    assert len([one for one in taken if one]) == 1


def test_a_rolled_back_request_queues_nothing(cast, handler):
    from django_tasks_db.models import DBTaskResult

    with transaction.atomic():
        start(kind="tests.nothing", owner=cast.learner, title="x")
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()
