"""Two at once, on a database with real locks."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from lms.common import clock
from lms.study import services
from lms.study.models import Completion, Enrolment, LessonProgress, Visit
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


def beat_of(enrolment, visit, seq, intervals, at, **flags):
    sent = services.Beat(seq=seq, intervals=intervals, position=0, **flags)
    return services.record_beat(enrolment=fresh(enrolment), visit=visit, beat=sent, at=at)


def covered():
    return sum(LessonProgress.objects.values_list("covered", flat=True))


@pytest.mark.parametrize("flags", [{}, {"take_over": True}, {"late": True}], ids=str)
def test_three_lessons_at_once_share_one_elapsed_time(enrolment, flags):
    now = clock.now()
    opened = now - dt.timedelta(seconds=10)

    def act(number):
        visit = VisitToken(uuid.uuid4(), enrolment.pk, f"T-01-L{number % 3 + 1}", opened)
        beat_of(enrolment, visit, 1, [[0, 60]], now, **flags)

    assert at_once(act, 9) == []
    assert 9.9 < covered() <= 10.1
    assert Visit.objects.filter(ended_at=None).count() <= 1


def test_a_beat_sent_eight_times_at_once_counts_once(enrolment):
    now = clock.now()
    visit = VisitToken(uuid.uuid4(), enrolment.pk, "T-01-L1", now - dt.timedelta(seconds=10))
    assert at_once(lambda n: beat_of(enrolment, visit, 1, [[0, 60]], now)) == []
    assert at_once(lambda n: beat_of(enrolment, visit, n + 1, [[0, 60]], now)) == []
    assert covered() == 10
    assert Visit.objects.count() == 1


def test_a_late_beat_and_a_live_one_lose_nothing_of_each_other(enrolment):
    now = clock.now()
    old = VisitToken(uuid.uuid4(), enrolment.pk, "T-01-L1", now - dt.timedelta(seconds=40))
    new = VisitToken(uuid.uuid4(), enrolment.pk, "T-01-L1", now - dt.timedelta(seconds=20))
    beat_of(enrolment, old, 1, [], now - dt.timedelta(seconds=40))
    beat_of(enrolment, new, 1, [], now, take_over=True)

    def act(number):
        if number % 2:
            beat_of(enrolment, new, number + 1, [[20, 30 + number]], now)
        else:
            beat_of(enrolment, old, number + 2, [[0, 12 + number]], now, late=True)

    assert at_once(act) == []
    assert covered() == 18 + 17
