"""What a job makes for its owner: private, fetched by him alone, gone after some days."""

import datetime as dt
import os
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.jobs import sweeping
from lms.jobs.models import Job
from lms.jobs.registry import JobRefused, Outcome, Running
from lms.jobs.runner import run

CONTENT = "工号,姓名\n".encode()


def made(job: Running) -> Outcome:
    with job.new_file() as path:
        path.write_bytes(CONTENT)
    return Outcome(file=path, file_name="名单 2026.csv")


@pytest.fixture
def done(queued, handler) -> Job:
    handler(made)
    job = queued("tests.work")
    run(job.pk)
    job.refresh_from_db()
    return job


def outputs() -> list[Path]:
    return list((Path(settings.JOBS_ROOT) / "output").glob("*"))


@pytest.fixture(autouse=True)
def _tidy():
    yield
    for path in outputs():
        path.unlink()


def test_the_owner_fetches_it_and_the_log_says_so(done, cast, sign_in):
    page = sign_in(cast.learner).get(reverse("jobs:detail", args=[done.pk])).content.decode()
    assert reverse("jobs:file", args=[done.pk]) in page
    assert "名单 2026.csv" in page
    answer = sign_in(cast.learner).get(reverse("jobs:file", args=[done.pk]))
    assert b"".join(answer.streaming_content) == CONTENT
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "%E5%90%8D%E5%8D%95" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert Entry.objects.get(action="jobs.fetch").detail == {"job": done.pk}


def test_for_everyone_else_it_does_not_exist(done, cast, sign_in):
    for role, person in cast.everyone().items():
        if role != "learner":
            assert sign_in(person).get(reverse("jobs:file", args=[done.pk])).status_code == 404, role
    assert not Entry.objects.filter(action="jobs.fetch").exists()


def test_no_address_leads_to_it_and_no_other_account_reads_it(done):
    with pytest.raises(ValueError, match="no address"):
        _ = done.output.url
    assert stat.S_IMODE(os.stat(done.output.path).st_mode) == 0o600


def test_a_job_without_a_file_has_none_to_fetch(queued, cast, sign_in):
    assert sign_in(cast.learner).get(reverse("jobs:file", args=[queued().pk])).status_code == 404


def test_it_goes_after_seven_days_and_the_page_says_so(done, cast, sign_in):
    sweeping.tidy(at=done.finished_at + dt.timedelta(days=7))
    assert len(outputs()) == 1
    sweeping.tidy(at=done.finished_at + dt.timedelta(days=7, minutes=1))
    assert outputs() == []
    done.refresh_from_db()
    assert (done.state, done.output.name, done.output_name) == (Job.State.DONE, "", "名单 2026.csv")
    client = sign_in(cast.learner)
    assert client.get(reverse("jobs:file", args=[done.pk])).status_code == 404
    page = client.get(reverse("jobs:detail", args=[done.pk])).content.decode()
    assert "名单 2026.csv" in page
    assert reverse("jobs:file", args=[done.pk]) not in page


@pytest.mark.parametrize("failure", [JobRefused("不行"), RuntimeError("坏了"), KeyboardInterrupt()])
def test_a_failed_job_leaves_no_file(queued, handler, failure):
    def fails(job: Running) -> Outcome:
        with job.new_file() as path:
            path.write_bytes(b"half")
            raise failure

    handler(fails)
    try:
        run(queued("tests.work").pk)
    except KeyboardInterrupt:
        assert isinstance(failure, KeyboardInterrupt)
    assert outputs() == []


def test_what_a_killed_worker_left_goes_after_a_day(done):
    folder = Path(settings.JOBS_ROOT) / "output"
    stray = folder / "stray"
    stray.touch()
    os.utime(stray, (clock.now().timestamp() - 2 * 86400,) * 2)
    os.utime(done.output.path, (clock.now().timestamp() - 2 * 86400,) * 2)
    sweeping.drop_strays(at=clock.now())
    assert outputs() == [Path(done.output.path)]
