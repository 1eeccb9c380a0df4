"""Day 21 in the bureau: a dispatched worker leaves, and the agency gives her 工号 to a newcomer."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lms.common import clock
from lms.people.models import Posting, User
from lms.people.services import PostingRefused, end_service, transfer_person
from lms.people.services.inspectors import refusal_of_number
from lms.people.services.roles import RoleRefused, grant_role
from tests import factories
from tests.people.rosters import load, row

TODAY = clock.today()
DAY = dt.timedelta(days=1)
NUMBER = "90021"


@pytest.fixture
def gone(cast):
    """She worked at the window until last month."""
    worker = factories.person("派遣甲", cast.section, staff_no=NUMBER, category="dispatched", post="窗口员")
    end_service(person=worker, on=TODAY - 30 * DAY, reason="离职", by=cast.hr)
    worker.refresh_from_db()
    return worker


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend="lms.people.backends.PasswordBackend")
    return client


def untouched() -> None:
    holder = User.objects.get(staff_no=NUMBER)
    assert (holder.full_name, holder.is_active) == ("派遣甲", False)
    assert not Posting.objects.on(TODAY).filter(person=holder).exists()


def test_a_post_is_refused(cast, gone):
    with pytest.raises(PostingRefused):
        transfer_person(person=gone, department=cast.section, post="窗口员", rank="", category="dispatched", on=TODAY,
                        by=cast.hr)
    untouched()


def test_a_roster_is_refused(organisation):
    """The newcomer's name beside her number: nothing of the roster is written."""
    load(row(staff_no=NUMBER, name="派遣甲", category="劳务派遣"))
    load(row(staff_no=NUMBER, name="派遣甲", category="劳务派遣", state="离职"))
    report = load(row(staff_no=NUMBER, name="新来乙", category="劳务派遣"))
    assert not report.committed
    assert [(one.column, one.value) for one in report.refused] == [("工号", NUMBER)]
    assert User.objects.get().full_name == "派遣甲"


def test_a_role_is_refused(cast, gone):
    with pytest.raises(RoleRefused):
        grant_role(person=gone, role="editor", from_on=TODAY, by=cast.security_admin)
    untouched()


def test_the_database_knows_one_holder(gone):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(NUMBER, "新来乙")
    untouched()


@pytest.mark.parametrize(("who", "name"), [
    ("system_admin", "wagtailusers_users:add"), ("security_admin", "roles:inspector"), ("hr", "staff:new"),
])
def test_no_form_takes_the_number(cast, gone, who, name):
    sent = {"staff_no": NUMBER, "full_name": "新来乙", "to_on": f"{TODAY + DAY}", "reason": "新聘",
            "department": "0101",
            "post": "窗口员", "category": "dispatched", "on": f"{TODAY}", "from_on": f"{TODAY}"}
    answer = browser(cast.everyone()[who]).post(reverse(name), sent)
    assert answer.status_code in (200, 422)
    assert not User.objects.filter(full_name="新来乙").exists()
    untouched()


def test_the_refusal_names_the_number(gone, cast):
    assert NUMBER in refusal_of_number(NUMBER)
    assert refusal_of_number("00101") != refusal_of_number(NUMBER).replace(NUMBER, "00101")
    assert not refusal_of_number("90022")
