"""A real worker killed in the middle of assigning, on PostgreSQL; the next one gives the rest."""

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.db.models import Count

from lms.common import clock
from lms.curricula import jobs
from lms.curricula.models import Assignment
from lms.jobs import sweeping
from lms.jobs.models import Job
from lms.jobs.services import start
from lms.notices.models import Notice
from lms.people.models import Posting, User
from lms.study.models import Enrolment
from tests.curricula.conftest import ISSUED

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, PATIENCE = 3000, 120  # seconds


def _until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


@pytest.fixture
def worker(tmp_path):
    address, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lms.settings.dev", "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}",
    }
    started = []

    def _worker(*options):
        command = [sys.executable, "manage.py", "db_worker", "--interval", "0.1", *options]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL))
        return started[-1]

    yield _worker
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def queued(cast, make_curriculum, settings):
    settings.TASKS = configured.TASKS | {"jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    made = User.objects.bulk_create(
        User(staff_no=f"W{n:05}", full_name=f"甲{n}", password="!", pinyin="jia") for n in range(PEOPLE))
    Posting.objects.bulk_create(
        Posting(person=person, department=cast.county, post="科员", category="civil_servant", from_on=ISSUED)
        for person in made)
    curriculum = make_curriculum(courses=("T-01", "T-02", "T-03"), rules=[{"department": cast.county}])
    return start(kind=jobs.ASSIGN, owner=cast.hr, title="指派", once=jobs.once(curriculum),
                 arguments={"curriculum": curriculum.pk, "on": f"{ISSUED}"})


def test_killed_in_the_middle_the_next_worker_gives_the_rest(queued, worker):
    first = worker()
    _until(Assignment.objects.exists)
    first.kill()
    first.wait()
    reached = Assignment.objects.count()
    assert 0 < reached < 3 * PEOPLE
    assert reached % 1500 == 0  # whole hundreds of people
    sweeping.tidy(at=clock.now() + dt.timedelta(minutes=3))
    assert worker("--batch").wait(timeout=PATIENCE) == 0
    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == (Job.State.DONE, 2)
    each = Assignment.objects.order_by().values("person").annotate(count=Count("pk"))
    assert {row["count"] for row in each} == {3}
    assert len(each) == Notice.objects.count() >= PEOPLE
    assert Enrolment.objects.count() == 3 * len(each)
