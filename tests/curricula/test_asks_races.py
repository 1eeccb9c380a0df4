"""Two answers, or an answer and a withdrawal, at the same moment: one holds, and the other is told."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from lms.curricula.asks.models import DueChange, Request
from lms.curricula.asks.services import AskRefused, ask, decide, withdraw
from lms.notices.models import Notice
from lms.study.models import Completion
from lms.study.services import enrol, pass_lesson
from tests.curricula.asking import give, moment

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
AT, WANTED = moment(dt.date(2026, 6, 10)), dt.date(2026, 7, 20)


def at_once(*works) -> list:
    meeting = Barrier(len(works))

    def _work(work):
        try:
            meeting.wait(timeout=10)
            return work()
        except AskRefused as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result(timeout=60) for one in [pool.submit(_work, work) for work in works]]


@pytest.fixture
def task(cast, make_curriculum):
    return give(cast.learner, make_curriculum())


def _ask(task):
    return ask(assignment=task, kind="extension", reason="驻村", wanted_on=WANTED, at=AT)


def test_a_double_click_asks_once(task):
    made = at_once(*[lambda: _ask(task)] * 6)
    assert len({row.pk for row in made}) == 1
    assert Notice.objects.filter(key__startswith="curricula.ask:").count() == 1


def test_a_grant_a_refusal_and_a_withdrawal(cast, task):
    pk = _ask(task).pk

    def fresh():
        return Request.objects.select_related("assignment__person", "assignment__course").get(pk=pk)

    done = at_once(
        lambda: decide(request=fresh(), granted=True, by=cast.leader, at=AT),
        lambda: decide(request=fresh(), granted=False, by=cast.hr, answer="不同意", at=AT),
        lambda: withdraw(request=fresh(), at=AT),
    )
    assert done.count(True) == 1
    state = Request.objects.get().state
    assert DueChange.objects.count() == (1 if state == "granted" else 0)
    assert Notice.objects.filter(key__startswith="curricula.decide:").count() == (0 if state == "withdrawn" else 1)


def test_an_exemption_asked_for_in_the_moment_of_completion_does_not_wait_for_ever(cast, task):
    """Either it is refused because the course is done, or the completion ends it."""
    enrolment = enrol(person=cast.learner, course=task.course, cycle="2026", at=AT)
    pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=AT, evidence={})
    at_once(
        lambda: ask(assignment=task, kind="exemption", reason="已在党校学过", at=AT),
        lambda: pass_lesson(enrolment=enrolment, lesson_code="T-01-L2", at=AT, evidence={}),
    )
    assert Completion.objects.filter(enrolment=enrolment).exists()
    assert not Request.objects.pending().exists()
