"""reports:remind: one notice a course and day, never to the paused."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.audit.models import Entry
from lms.common import clock
from lms.notices.models import Notice
from tests.reports.conftest import assign, complete, pause

URL = "/reports/remind/"


@pytest.fixture(autouse=True)
def july(time_machine):
    time_machine.move_to(dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def late(cast, exam, reading):
    assign(cast.learner, exam)
    assign(cast.learner, reading, due_on=dt.date(2026, 7, 31))


def post(client, person, **fields):
    return client.post(URL, {"staff_no": person.staff_no} | fields)


def test_once_a_day_for_each_course(cast, sign_in, late, time_machine):
    client = sign_in(cast.head)
    for _ in range(2):
        assert post(client, cast.learner, course="T-01").status_code == 302
    assert Notice.objects.filter(person=cast.learner).count() == 1
    assert "课程 T-01" in Notice.objects.get().subject
    assert Entry.objects.filter(action="reports.remind").count() == 1
    time_machine.move_to(dt.datetime(2026, 7, 2, 2, tzinfo=dt.UTC), tick=False)
    post(sign_in(cast.leader), cast.learner, course="T-01")
    assert Notice.objects.filter(person=cast.learner).count() == 2


def test_without_a_course_all_that_is_unfinished(cast, sign_in, late, reading):
    complete(cast.learner, reading, clock.today())
    post(sign_in(cast.hr), cast.learner)
    assert [notice.key for notice in Notice.objects.all()] == ["remind:T-01:00101:2026-07-01"]


def test_never_to_the_paused(cast, sign_in, late):
    pause(cast.learner, dt.date(2026, 6, 1))
    response = sign_in(cast.head).post(URL, {"staff_no": cast.learner.staff_no}, follow=True)
    assert not Notice.objects.exists()
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]


def test_nothing_to_finish(cast, sign_in):
    post(sign_in(cast.head), cast.learner)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [("head", 302), ("leader", 302), ("hr", 302), ("learner", 404), ("stranger", 404), ("supervision", 404),
     ("editor", 404), ("county_admin", 404), ("system_admin", 404), ("auditor", 404), ("inspector", 404)],
)
def test_who_may_remind(cast, sign_in, late, role, status):
    assert post(sign_in(getattr(cast, role)), cast.learner).status_code == status


def test_only_people_in_scope(cast, sign_in, exam):
    assign(cast.stranger, exam)
    assert post(sign_in(cast.head), cast.stranger).status_code == 404
    assert Entry.objects.filter(action="reports.refused", target=cast.stranger.staff_no).exists()
    assert not Notice.objects.exists()


def test_get_is_refused_and_a_strange_way_back_is_not_taken(cast, sign_in, late):
    client = sign_in(cast.head)
    assert client.get(URL).status_code == 405
    there = post(client, cast.learner, next="//evil.example/")
    assert there["Location"] == reverse("reports:person", args=[cast.learner.staff_no])
    back = reverse("reports:unit", args=["0101"])
    assert post(client, cast.learner, next=back)["Location"] == back
    assert client.post(URL, {}).status_code == 404
