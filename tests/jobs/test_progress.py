"""How far it is, told while the work goes on."""

import pytest

from lms.common import clock
from lms.jobs.channel import Files, Rows, Told
from lms.jobs.models import Job
from lms.jobs.pulse import Pulse
from lms.jobs.registry import Outcome, Running
from lms.jobs.runner import run
from lms.jobs.selectors import percent_of, view_of
from lms.jobs.services import claim


@pytest.fixture(params=[Rows, Files])
def way(request, monkeypatch):
    """Both ways of telling, whatever the database."""
    for module in ("pulse", "selectors", "services", "sweeping"):
        monkeypatch.setattr(f"lms.jobs.{module}.channel", request.param)
    return request.param()


def test_told_is_seen(queued, way):
    job = claim(pk=queued().pk, at=clock.now())
    pulse = Pulse(job)
    pulse.tell(412, 3000, "正在读")
    pulse.beat()
    seen = view_of(Job.objects.get(pk=job.pk))
    assert (seen.done, seen.total, seen.percent, seen.note) == (412, 3000, 13, "正在读")


def test_the_same_is_not_written_again(queued, way, monkeypatch):
    job = claim(pk=queued().pk, at=clock.now())
    pulse, written = Pulse(job), []
    monkeypatch.setattr(type(way), "write", lambda self, job, told: written.append(told))
    pulse.beat()
    for _ in range(3):
        pulse.tell(1, 2, "")
        pulse.beat()
    assert written == [Told(1, 2, "")]


def test_a_heart_beats_without_news(queued, way, monkeypatch):
    job = claim(pk=queued().pk, at=clock.now())
    pulse, written = Pulse(job), []
    monkeypatch.setattr(type(way), "write", lambda self, job, told: written.append(told))
    monkeypatch.setattr("lms.jobs.pulse.BEATS", 0)
    pulse.beat()
    assert written == [Told()]


def test_a_run_taken_for_dead_says_no_more(queued, way):
    job = claim(pk=queued().pk, at=clock.now())
    Job.objects.filter(pk=job.pk).update(attempts=2)
    way.write(job, Told(9, 9, "迟"))
    assert way.read(Job.objects.get(pk=job.pk)) == Told()


def test_nothing_is_left_of_it_afterwards(queued, way, django_capture_on_commit_callbacks):
    job = queued()
    with django_capture_on_commit_callbacks(execute=True):
        run(job.pk)
    job.refresh_from_db()
    way.write(job, Told(1, 1, ""))
    way.forget(job)
    assert not way.is_cancelled(job)


def test_told_in_vain_is_no_harm(queued, handler):
    def work(job: Running) -> Outcome:
        job.tell(-3, -1, "x" * 999)
        return Outcome()

    handler(work)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, len(job.note)) == (Job.State.DONE, 0, 0, 300)


@pytest.mark.parametrize(
    ("done", "total", "percent"), [(0, 0, None), (5, 0, None), (0, 3, 0), (2, 3, 66), (999, 1000, 99), (5, 3, 100)]
)
def test_percent(done, total, percent):
    assert percent_of(done, total) == percent
