"""Several at once, and a worker that is killed: with real transactions."""

import datetime as dt
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings as configured
from django.db import connection, connections

from lms.common import clock
from lms.jobs import sweeping
from lms.jobs.models import Job
from lms.jobs.services import start
from lms.people import jobs
from lms.people.models import Act, ImportRun, Posting, User
from lms.people.services import PostingRefused, UnitRefused, merge_units, sync_role_groups, transfer_person
from lms.people.services.roster import RosterRefused, commit_roster, judge_roster, judging, receive_roster
from lms.people.services.units import writing
from tests import factories
from tests.people.rosters import TODAY, book, row
from tests.people.test_races import held_up, wait_at
from tests.people.test_roster_kinds import people

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
DAY = dt.timedelta(days=1)


def waiting(*rows) -> ImportRun:
    run = receive_roster(content=book(*rows), file_name="r.xlsx", by=None)
    return judge_roster(run=run, on=TODAY)


def at_once(*works) -> list:
    """What each says, all begun together."""
    def _work(work):
        try:
            return work()
        except (RosterRefused, PostingRefused, UnitRefused) as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result(timeout=120) for one in [pool.submit(_work, work) for work in works]]


def test_two_people_confirming_one_run(organisation):
    run = waiting(*people(50))
    assert at_once(*[lambda: commit_roster(run=run, by=None, on=TODAY)] * 3) == [True] * 3
    assert (User.objects.count(), Posting.objects.count(), Act.objects.count()) == (50, 50, 1)


def test_two_runs_of_the_same_people(organisation):
    first, second = waiting(*people(50)), waiting(*people(50, post="副科长"))
    said = at_once(*[lambda run=run: commit_roster(run=run, by=None, on=TODAY) for run in (first, second)])
    assert sorted(said) == [False, True]
    assert (User.objects.count(), Posting.objects.count(), Act.objects.count()) == (50, 50, 1)


def test_a_roster_and_a_transfer_by_hand(organisation):
    commit_roster(run=waiting(*people(20)), by=None, on=TODAY)
    run = receive_roster(content=book(*people(20, post="副科长")), file_name="r.xlsx", by=None)
    run = judge_roster(run=run, on=TODAY + DAY)
    person = User.objects.get(staff_no="00110")

    def by_hand():
        return transfer_person(person=person, department=organisation["0105"], post="科长", rank="",
                               category="civil_servant", on=TODAY + DAY)

    at_once(lambda: commit_roster(run=run, by=None, on=TODAY + DAY), by_hand)
    open_posts = Posting.objects.main().filter(to_on=None)
    assert open_posts.count() == open_posts.values("person").distinct().count() == 20


def test_a_roster_and_a_merger(organisation, monkeypatch):
    """The merger locks units, then people; a roster that locked people first would wait for it in a circle."""
    commit_roster(run=waiting(*people(20)), by=None, on=TODAY)
    run = judge_roster(run=receive_roster(content=book(*people(20, post="副科长")), file_name="r.xlsx", by=None),
                       on=TODAY + DAY)
    meeting, inner = Barrier(2), writing.lock

    def lock(units, people=()):
        inner(units)
        wait_at(meeting)
        inner((), people)

    monkeypatch.setattr(writing, "lock", lock)
    held_up(monkeypatch, judging, "known_people", meeting)
    unit = Posting.objects.select_related("department").first().department
    into = next(one for one in organisation.values() if one.pk != unit.pk and one.depth == unit.depth)
    at_once(lambda: commit_roster(run=run, by=None, on=TODAY + DAY),
            lambda: merge_units(units=[unit], into=into, on=TODAY + DAY))
    open_posts = Posting.objects.main().filter(to_on=None)
    assert open_posts.count() == open_posts.values("person").distinct().count() == 20


@pytest.fixture
def officer(organisation, settings) -> User:
    """Jobs wait in the queue; the test starts their workers."""
    settings.TASKS = configured.TASKS | {"jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    made = factories.person("人事", staff_no="00900")
    factories.role(made, "hr")
    sync_role_groups()
    return made


def test_a_worker_killed_in_the_middle_leaves_nothing_half_written(officer, tmp_path):
    run = judge_roster(run=receive_roster(content=book(*people(50), row()), file_name="r.xlsx", by=officer))
    job = start(kind=jobs.COMMIT, owner=officer, title="r", arguments={"run": run.pk, "fingerprint": run.fingerprint},
                once=jobs.once(run))
    address, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "lms.settings.dev", "VAR_DIR": str(tmp_path),
                                "DATABASE_URL": f"{address}/{connection.settings_dict['NAME']}"}
    victim = subprocess.Popen([sys.executable, "-m", "tests.people.roster_victim", str(job.pk)], cwd=ROOT,
                              env=environment, stdout=subprocess.PIPE, text=True)
    assert victim.stdout.readline().split() == ["52", "51"]  # half of it, seen from inside its transaction
    victim.kill()
    victim.communicate()
    assert (User.objects.count(), Posting.objects.count(), Act.objects.count()) == (1, 0, 0)
    sweeping.tidy(at=clock.now() + dt.timedelta(minutes=3))
    job = Job.objects.get(pk=job.pk)
    run = ImportRun.objects.get(pk=run.pk)
    assert (job.state, run.state, bool(job.error)) == ("failed", "previewed", True)
    assert commit_roster(run=run, by=officer)
    assert User.objects.count() == 52
