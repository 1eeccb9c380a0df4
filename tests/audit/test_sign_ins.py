"""A person's own sign-ins, his and others' attempts with his number."""

import datetime as dt

from django.test import RequestFactory

from lms.audit.selectors import recent_sign_ins
from lms.audit.services import record
from lms.common import clock


def attempt(person, result="ok", hours=0, address="10.0.0.1"):
    record(action="people.sign_in", actor=person if result == "ok" else None, target=person.staff_no, result=result,
           at=clock.now() - dt.timedelta(hours=hours), request=RequestFactory().get("/", REMOTE_ADDR=address))


def test_newest_first_with_failures_and_lockouts(cast, django_assert_num_queries):
    attempt(cast.learner, "ok", hours=5)
    attempt(cast.learner, "refused", hours=3, address="10.0.0.66")
    attempt(cast.learner, "locked", hours=2, address="::1")
    attempt(cast.stranger, "ok", hours=1)
    record(action="people.sign_out", actor=cast.learner, target="00101")
    with django_assert_num_queries(1):
        rows = recent_sign_ins(cast.learner, 5)
    assert [(row.result, row.address) for row in rows] == [
        ("locked", "::1"), ("refused", "10.0.0.66"), ("ok", "10.0.0.1")]
    assert all(row.word for row in rows)


def test_no_more_than_asked_for(cast):
    for hours in range(12):
        attempt(cast.learner, hours=hours)
    assert len(recent_sign_ins(cast.learner)) == 10
    assert len(recent_sign_ins(cast.learner, 3)) == 3
