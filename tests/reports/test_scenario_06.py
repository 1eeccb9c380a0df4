"""Scenario 6: a retirement on 31 August - out of the denominators, tasks closed, sign-in off, the file kept."""

import datetime as dt

import pytest
from django.urls import reverse

from home.management.commands.sweep import tidy
from lms.curricula.models import Assignment
from lms.curricula.services import reconcile
from lms.people.services import end_service
from lms.reports.selectors import completion_figures
from tests import factories
from tests.reports.conftest import assign, complete, course, curriculum

LAST_DAY, NEXT_DAY = dt.date(2026, 8, 31), dt.date(2026, 9, 1)


@pytest.fixture
def retired(cast, time_machine):
    time_machine.move_to(dt.datetime(2026, 8, 20, 2, tzinfo=dt.UTC), tick=False)
    done, open_task = course("T-01", examined=False), course("T-02", examined=False)
    clerk = factories.person("退休员", cast.section, staff_no="00777")
    assign(clerk, done)
    complete(clerk, done, dt.date(2026, 5, 6))
    assign(clerk, open_task)
    end_service(person=clerk, on=LAST_DAY, reason="退休", by=cast.hr)
    return clerk


def owed(cast, on):
    rows = completion_figures([cast.section], on, "2026")
    return sum(row.figures.owed for row in rows)


def test_out_of_the_denominator_from_1_september(cast, retired):
    assert owed(cast, LAST_DAY) == 2
    assert owed(cast, NEXT_DAY) == 0


def test_the_open_task_is_closed_as_retired_and_the_finished_one_stays(cast, retired):
    reconcile(curriculum=curriculum(), by=None, on=NEXT_DAY)
    rows = {row.course.code: row.closed_reason for row in Assignment.objects.filter(person=retired)}
    assert rows == {"T-01": "", "T-02": "retired"}


def test_sign_in_works_until_the_last_day_and_not_after(cast, retired, client, time_machine):
    """The sweep beside the server sees to it; nobody has to run a command at night."""
    for day, may_sign_in in ((LAST_DAY, True), (NEXT_DAY, False)):
        time_machine.move_to(dt.datetime.combine(day, dt.time(2), tzinfo=dt.UTC), tick=False)
        tidy()
        retired.refresh_from_db()
        assert retired.is_active is may_sign_in
    page = client.post(reverse("people:sign_in"), {"username": "00777", "password": factories.PASSWORD})
    assert page.status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_file_is_kept_and_prints(cast, retired, sign_in, time_machine):
    time_machine.move_to(dt.datetime(2026, 9, 1, 2, tzinfo=dt.UTC), tick=False)
    client = sign_in(cast.hr)
    for name, args in (("person", ["00777"]), ("person_form", ["00777", 2026])):
        page = client.get(reverse(f"transcript:{name}", args=args))
        assert page.status_code == 200
        assert "退休员" in page.content.decode()
