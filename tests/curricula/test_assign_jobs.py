"""A curriculum for many: stopped half-way it leaves nobody with half of his tasks, and is gone on with."""

import pytest

from lms.audit.models import Entry
from lms.common import clock
from lms.curricula import jobs
from lms.curricula.models import Assignment
from lms.curricula.services import AssignRefused, assign
from lms.jobs.models import Job
from lms.jobs.registry import HANDLERS, JobCancelled
from lms.jobs.services import start
from lms.notices.models import Notice
from lms.study.models import Enrolment
from tests import factories
from tests.curricula.conftest import ISSUED


class Killed(BaseException):
    pass


@pytest.fixture
def many(cast, make_curriculum, monkeypatch):
    """Seven people, three at a time, two courses."""
    monkeypatch.setattr("lms.curricula.services.assigning.PEOPLE_AT_A_TIME", 3)
    for number in range(5):
        factories.person(f"甲{number}", cast.section)
    return make_curriculum(courses=("T-01", "T-02"), rules=[{"department": cast.section}])


def _killed_after(people):
    def tell(done, total):
        assert total == 7
        if done >= people:
            raise Killed

    return tell


def test_killed_half_way_and_begun_again(cast, many):
    with pytest.raises(Killed):
        assign(curriculum=many, by=cast.hr, on=ISSUED, tell=_killed_after(3))
    counts = [Assignment.objects.filter(person=row["person"]).count() for row in
              Assignment.objects.order_by().values("person").distinct()]
    assert counts == [2, 2, 2]
    assert (Enrolment.objects.count(), Notice.objects.count()) == (6, 3)
    result = assign(curriculum=many, by=cast.hr, on=ISSUED)
    assert (result.created, result.existing, result.people) == (8, 6, 4)
    assert (Assignment.objects.count(), Enrolment.objects.count(), Notice.objects.count()) == (14, 14, 7)
    created = [entry.detail["created"] for entry in Entry.objects.filter(action="curricula.assign")]
    assert sum(created) == 14


def _start(cast, curriculum, owner=None):
    return start(kind=jobs.ASSIGN, owner=owner or cast.hr, title="指派", once=jobs.once(curriculum),
                 arguments={"curriculum": curriculum.pk, "on": f"{ISSUED}"})


def test_it_may_be_begun_again_after_a_kill():
    assert all(HANDLERS[kind].resumable and not HANDLERS[kind].atomic
               for kind in (jobs.ASSIGN, jobs.RELEASE, jobs.RECONCILE))


def test_called_off_it_says_what_stays(cast, many, monkeypatch, django_capture_on_commit_callbacks):
    from lms.jobs.registry import Running

    def check(self):
        if Assignment.objects.exists():
            raise JobCancelled

    monkeypatch.setattr(Running, "check", check)
    with django_capture_on_commit_callbacks(execute=True):
        job = _start(cast, many)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert "3" in job.error
    assert Assignment.objects.count() == 6


def test_whoever_is_no_officer_any_more_assigns_nothing(cast, many, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = _start(cast, many, owner=cast.stranger)
    job.refresh_from_db()
    assert (job.state, Assignment.objects.exists()) == (Job.State.FAILED, False)


def test_retired_between_two_steps_the_rest_is_not_given(cast, many, django_capture_on_commit_callbacks):
    def tell(done, total):
        if done:
            type(many).objects.filter(pk=many.pk).update(retired_on=clock.today().replace(year=2020))

    with pytest.raises(AssignRefused):
        assign(curriculum=many, by=cast.hr, on=ISSUED, tell=tell)
    assert Assignment.objects.count() == 6
