"""500 finish at once on PostgreSQL while others read: nobody queues, nothing is lost (design 1, scenario 3)."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from django.db import connection, connections, transaction

from courses.models import CourseVersion
from lms.common import clock
from lms.people.models import Department, Posting, User
from lms.reports.models import Dirty, Tally
from lms.reports.selectors.counts import own_figures
from lms.reports.selectors.recount import differences
from lms.reports.summary import fold, fresh
from lms.study.models import Completion, Enrolment
from tests import factories
from tests.reports.conftest import assign, course

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
PEOPLE, WRITERS, READERS = 500, 16, 4


@pytest.fixture
def owing(transactional_db):
    """500 people of three units who owe one course."""
    bureau = factories.unit("00", "示例局", kind="root")
    units = [factories.unit(f"010{n}", f"第{n}科", bureau) for n in range(3)]
    named = (User(staff_no=f"T{n:04}", full_name=f"人{n}", password="!") for n in range(PEOPLE))
    people = User.objects.bulk_create(named)
    Posting.objects.bulk_create(
        Posting(person=person, department=units[n % 3], post="科员", category="worker", from_on=dt.date(2020, 1, 1))
        for n, person in enumerate(people)
    )
    taught = course()
    for person in people:
        assign(person, taught)
    fold()
    return taught


def finish(enrolment: Enrolment, version: CourseVersion) -> None:
    Completion.objects.create(
        enrolment=enrolment, person_id=enrolment.person_id, course_id=enrolment.course_id, version=version,
        cycle=enrolment.cycle, course_code="T-01", course_title="课程", completed_at=clock.now(),
    )


def finish_elsewhere(enrolment: Enrolment, version: CourseVersion) -> None:
    finish(enrolment, version)
    connections.close_all()


def test_500_completions_by_16_threads_while_readers_fold(owing):
    version, enrolments = CourseVersion.objects.get(), list(Enrolment.objects.all())
    units, seen, running = list(Department.objects.all()), [], count()

    def read() -> None:
        while next(running) < PEOPLE * READERS and (not seen or seen[-1] < PEOPLE):
            figures = own_figures(units, clock.today(), ("2026",), below=False).values()
            seen.append(sum(row.completed for row in figures))
        connections.close_all()

    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        readers = [pool.submit(read) for _ in range(READERS)]
        writers = [pool.submit(finish_elsewhere, enrolment, version) for enrolment in enrolments]
        for work in (*writers, *readers):
            work.result()
    fresh()
    assert sum(Tally.objects.values_list("completed", flat=True)) == PEOPLE
    assert not Dirty.objects.exists()
    assert differences(clock.today()) == []


def test_a_completion_waits_for_no_folder(owing):
    """A folder in the middle of its work, and completions that have not committed: neither waits for the other."""
    version, (first, second, *_) = CourseVersion.objects.get(), list(Enrolment.objects.all()[:2])
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
        finish(first, version)
        fold()
        pool.submit(finish_elsewhere, second, version).result(timeout=10)
    assert Dirty.objects.count() == 1
    fresh()
    assert differences(clock.today()) == []
