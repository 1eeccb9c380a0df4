"""What becomes of a job when it is run."""

import pytest
from django.utils import translation

from lms.audit.models import Entry
from lms.jobs.models import Job
from lms.jobs.registry import JobCancelled, JobRefused, Outcome, Running
from lms.jobs.runner import run
from lms.notices.models import Notice
from lms.notices.services import notify


def test_done_with_its_result(queued, handler):
    def work(job: Running) -> Outcome:
        job.tell(3, 4, "读")
        return Outcome({"名": job.arguments["name"], "size": len(job.content)}, "/people/password/", "读了3行。")

    handler(work)
    job = queued("tests.work", arguments={"name": "甲"}, content=b"12345")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.note) == (Job.State.DONE, 3, 4, "读了3行。")
    assert job.result == {"名": "甲", "size": 5}
    assert job.result_url == "/people/password/"
    assert job.error == ""
    assert job.created_at <= job.started_at <= job.finished_at


def test_refused_in_words(queued, handler):
    def work(job: Running) -> Outcome:
        raise JobRefused("没有工号列。")

    handler(work)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "没有工号列。")


def test_a_fault_leaks_nothing_and_is_logged(queued, handler, caplog):
    def work(job: Running) -> Outcome:
        raise ValueError("secret-detail")

    handler(work)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error
    assert str(job.pk) in job.error
    assert "secret-detail" not in job.error
    assert "secret-detail" in caplog.text


def test_a_result_that_is_no_json_is_a_fault(queued, handler, caplog):
    handler(lambda job: Outcome({"thing": object()}))
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


def test_a_kind_nobody_handles_any_more_is_a_fault(queued, handler, caplog):
    job = queued()
    Job.objects.filter(pk=job.pk).update(kind="tests.gone")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED


def test_an_address_elsewhere_is_dropped(queued, handler):
    handler(lambda job: Outcome(url="https://elsewhere.example/"))
    job = queued("tests.work", back_url="//elsewhere.example/")
    run(job.pk)
    job.refresh_from_db()
    assert (job.result_url, job.back_url) == ("", "")


def test_it_runs_once(queued, handler):
    times = []

    def work(job: Running) -> Outcome:
        times.append(1)
        return Outcome()

    handler(work)
    job = queued("tests.work")
    run(job.pk)
    run(job.pk)
    assert len(times) == 1


@pytest.mark.parametrize(("atomic", "left"), [(True, 0), (False, 1)])
def test_an_atomic_handler_leaves_nothing_half_written(queued, handler, cast, atomic, left):
    def work(job: Running) -> Outcome:
        notify(person=job.owner, key="k", subject="写了一半", at=job._job.created_at)
        raise JobRefused("不行。")

    handler(work, atomic=atomic)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert Notice.objects.count() == left


@pytest.mark.parametrize(("fault", "left"), [(False, 1), (True, 0)])
def test_what_it_writes_last_is_one_with_done(queued, handler, fault, left, caplog):
    def work(job: Running) -> Outcome:
        def write() -> None:
            notify(person=job.owner, key="k", subject="写", at=job._job.created_at)
            if fault:
                raise ValueError

        return Outcome(write=write)

    handler(work)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == (Job.State.FAILED if fault else Job.State.DONE)
    assert Notice.objects.count() == left


def test_a_run_taken_for_dead_is_rolled_back(queued, handler, cast):
    def work(job: Running) -> Outcome:
        notify(person=job.owner, key="k", subject="迟到", at=job._job.created_at)
        Job.objects.filter(pk=job.pk).update(attempts=7)  # somebody else began it again
        return Outcome()

    handler(work, atomic=True)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    assert not Notice.objects.exists()


def test_cancelled_while_it_runs(queued, handler):
    def work(job: Running) -> Outcome:
        job.tell(1, 9)
        job._pulse.cancelled.set()
        job.check()
        raise AssertionError("not reached")

    handler(work)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.error) == (Job.State.CANCELLED, 1, "")


def test_check_is_quiet_until_then(queued, handler):
    def work(job: Running) -> Outcome:
        job.check()
        return Outcome()

    handler(work)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert issubclass(JobCancelled, Exception)


@pytest.mark.parametrize(("resumable", "state"), [(True, Job.State.QUEUED), (False, Job.State.FAILED)])
def test_a_process_told_to_end(queued, handler, resumable, state):
    def work(job: Running) -> Outcome:
        raise SystemExit

    handler(work, resumable=resumable)
    job = queued("tests.work")
    with pytest.raises(SystemExit):
        run(job.pk)
    job.refresh_from_db()
    assert job.state == state


def test_it_speaks_the_owners_language(queued, handler):
    said = []

    def work(job: Running) -> Outcome:
        said.append(translation.get_language())
        return Outcome()

    handler(work)
    with translation.override("en"):
        job = queued("tests.work")
    run(job.pk)
    assert said == ["en"]


def test_the_log_knows(queued, cast):
    job = queued()
    run(job.pk)
    acts = Entry.objects.filter(action__startswith="jobs.").order_by("pk")
    assert [(act.action, act.actor_no, act.target, act.result) for act in acts] == [
        ("jobs.start", cast.learner.staff_no, "花名册", "ok"), ("jobs.finish", cast.learner.staff_no, "花名册", "ok"),
    ]
