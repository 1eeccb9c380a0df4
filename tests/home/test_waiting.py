"""What waits for a person in office stands on his desk and at the door of the administration."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from home.waiting import waiting_for
from lms.common import clock
from lms.curricula.asks.models import Request
from lms.curricula.models import Assignment, Curriculum
from lms.feedback.models import Case
from lms.feedback.services import send
from lms.people.models import User
from tests import factories

DAY = dt.timedelta(days=1)


@pytest.fixture
def ask(cast):
    """A learner asks for more time; each call is another course of his."""
    curriculum = Curriculum.objects.create(
        code="K", title="方案", cycle="2026", basis="文件", issued_on="2026-01-01", due_on="2026-12-31"
    )

    def _ask(code: str, person: User | None = None, promised_on: dt.date | None = None) -> Request:
        person, today = person or cast.learner, clock.today()
        task = Assignment.objects.create(
            person=person, course=factories.version(code).course, cycle="2026", curriculum=curriculum,
            due_on=today + 30 * DAY, required=True, reason="经办", basis="文件", issued_on=today,
        )
        return Request.objects.create(assignment=task, kind="extension", reason="任务重", asked_at=clock.now(),
                                      wanted_on=today + 60 * DAY, promised_on=promised_on or today + 5 * DAY)

    return _ask


def complain(person: User, at: dt.datetime | None = None) -> Case:
    return send(person=person, kind="complaint", text="讲师缺课，请核实情况。", at=at or clock.now(), once=uuid.uuid4())


def waits(user: User) -> dict[str, tuple[int, dt.date | None, bool]]:
    return {row.url: (row.count, row.by, row.late) for row in waiting_for(user, clock.today())}


def test_a_request_waits_for_hr_with_the_day_promised(cast, ask):
    ask("A-01", promised_on=clock.today() + 5 * DAY)
    ask("A-02", promised_on=clock.today() - DAY)
    assert waits(cast.hr)[reverse("curricula:requests")] == (2, clock.today() - DAY, True)


def test_ones_own_request_does_not_wait_for_oneself(cast, ask):
    ask("A-01", person=cast.hr)
    assert reverse("curricula:requests") not in waits(cast.hr)


def test_a_complaint_waits_for_the_supervision_office_alone(cast):
    complain(cast.learner)
    assert waits(cast.supervision)[reverse("feedback:queue")][0] == 1
    assert reverse("feedback:queue") not in waits(cast.hr)


@pytest.mark.parametrize("who", ["learner", "auditor", "system_admin"])
def test_whoever_holds_no_such_office_is_asked_nothing(cast, ask, who):
    ask("A-01")
    with CaptureQueriesContext(connection) as asked:
        assert waiting_for(getattr(cast, who), clock.today()) == ()
    assert len(asked) <= 1  # his roles


def test_as_many_questions_whatever_waits(cast, ask):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            waiting_for(User.objects.get(pk=cast.hr.pk), clock.today())
        return len(asked)

    ask("A-00")
    before = questions()
    for number in range(1, 12):
        ask(f"A-{number:02}")
        complain(cast.stranger)
    assert questions() == before


def test_the_desk_and_the_administration_say_the_same(cast, ask, sign_in):
    ask("A-01")
    client = sign_in(cast.hr)
    for address in ("/", "/admin/"):
        page = client.get(address).content.decode()
        assert reverse("curricula:requests") in page.split("waiting" if address == "/" else "today", 1)[1]
    assert 'id="waiting"' not in sign_in(cast.learner).get("/").content.decode()
