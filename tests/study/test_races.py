"""Two at once, on a database with real locks."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from lms.common import clock
from lms.study import services
from lms.study.models import Completion, Enrolment, LessonProgress
from lms.study.visits import VisitToken
from lms.transcript.models import Certificate, CreditEntry
from tests import factories

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(act, times=8):
    """Run `act` in as many threads, begun together; answers what went wrong."""
    gate, wrong = threading.Barrier(times), []

    def run(number):
        gate.wait()
        try:
            act(number)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.fixture
def enrolment(transactional_db):
    version = factories.version(lessons=3)
    return services.enrol(person=factories.person(), course=version.course, cycle="2026", at=clock.now())


def fresh(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk)


def test_enrolled_once(enrolment):
    person, course = enrolment.person, enrolment.course
    wrong = at_once(lambda n: services.enrol(person=person, course=course, cycle="2027", at=clock.now()))
    assert wrong == []
    assert Enrolment.objects.filter(cycle="2027").count() == 1


def test_completed_once(enrolment):
    def act(number):
        services.pass_lesson(
            enrolment=fresh(enrolment), lesson_code=f"T-01-L{number % 3 + 1}", at=clock.now(), evidence={}
        )

    assert at_once(act, 9) == []
    assert [rows.objects.count() for rows in (Completion, CreditEntry, Certificate)] == [1, 1, 1]


def test_three_lessons_at_once_share_one_elapsed_time(enrolment):
    now = clock.now()
    opened = now - dt.timedelta(seconds=10)

    def act(number):
        code = f"T-01-L{number + 1}"
        visit = VisitToken(uuid.uuid4(), enrolment.pk, code, opened)
        services.record_beat(
            enrolment=fresh(enrolment), lesson_code=code, visit=visit, seq=1, intervals=[[0, 60]], position=0, at=now
        )

    assert at_once(act, 3) == []
    assert sum(LessonProgress.objects.values_list("covered", flat=True)) <= 20
