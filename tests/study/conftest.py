"""A learner enrolled in a course of two reading lessons of 60 seconds each."""

import datetime as dt
import uuid

import pytest

from lms.study import services
from lms.study.visits import VisitToken
from tests import factories

T0 = dt.datetime(2026, 6, 21, 2, 0, tzinfo=dt.UTC)  # 10:00 in the bureau


def later(seconds: float) -> dt.datetime:
    return T0 + dt.timedelta(seconds=seconds)


def visit_of(enrolment, lesson_code="T-01-L1", opened_at=T0) -> VisitToken:
    return VisitToken(uuid.uuid4(), enrolment.pk, lesson_code, opened_at)


def beat(enrolment, visit, seq, intervals, at, position=0.0, **flags):
    sent = services.Beat(seq=seq, intervals=intervals, position=position, **flags)
    return services.record_beat(enrolment=enrolment, visit=visit, beat=sent, at=at)


def enrolled(person, version, at=T0):
    return services.enrol(person=person, course=version.course, cycle="2026", at=at)


@pytest.fixture
def enrolment(cast):
    return enrolled(cast.learner, factories.version())
