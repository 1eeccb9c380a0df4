"""Five failures lock a number for fifteen minutes: counted together, ended by time or by somebody who may."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from lms.audit.models import Entry
from lms.people.services.sign_in import known_number, locked_until
from tests import factories
from tests.factories import PASSWORD

SIGN_IN = "/people/sign-in/"
AT = dt.datetime(2026, 6, 22, 1, 0, tzinfo=dt.UTC)  # 09:00 in the bureau


def attempt(staff_no, password=PASSWORD, **more):
    return Client(**more).post(SIGN_IN, {"username": staff_no, "password": password})


def fail(times, staff_no="00101"):
    for number in range(times):
        answer = attempt(staff_no, "wrong", REMOTE_ADDR=f"10.0.0.{number}")
    return answer


@pytest.fixture
def nine(cast):
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


def test_four_failures_do_not_lock(nine):
    assert fail(4).status_code == 200
    assert attempt("00101").status_code == 302


def test_the_fifth_locks_and_the_right_password_is_refused(nine):
    assert fail(5).status_code == 429
    assert attempt("00101").status_code == 429
    assert [entry.result for entry in Entry.objects.filter(action="people.sign_in").order_by("pk")] == (
        ["refused"] * 4 + ["locked"] * 2)
    assert attempt("00104").status_code == 302


def test_the_page_says_when_it_ends_and_trying_on_does_not_move_it(nine):
    assert "09:15:00" in fail(5).content.decode()
    nine.shift(600)
    assert "09:15:00" in attempt("00101", "wrong").content.decode()
    nine.shift(301)
    assert attempt("00101").status_code == 302


def test_it_ends_when_enough_failures_have_aged(nine):
    """Failures from several machines age one by one; the lockout ends when fewer than five are young."""
    fail(2)
    nine.shift(60)
    for number in range(3):
        attempt("00101", "wrong", REMOTE_ADDR=f"10.1.0.{number}")
    assert locked_until("00101", AT + dt.timedelta(minutes=1)) == AT + dt.timedelta(minutes=15)
    nine.move_to(AT + dt.timedelta(minutes=15, seconds=1))
    assert locked_until("00101", AT + dt.timedelta(minutes=15, seconds=1)) is None
    assert attempt("00101").status_code == 302


def test_a_full_sign_in_forgets_the_failures(nine):
    fail(4)
    attempt("00101")
    assert fail(4).status_code == 200


SPELLINGS = ["sys01", "SYS01", "Sys01", " sys01 ", "ｓｙｓ０１", "sys\u200b01", "sys 01", "\ufeffSYS01\u3000"]


def test_all_spellings_share_one_count(cast, db):
    factories.person("系统", staff_no="sys01")
    for typed in SPELLINGS[1:6]:
        answer = attempt(typed, "wrong")
    assert answer.status_code == 429
    assert {attempt(typed).status_code for typed in SPELLINGS} == {429}
    assert set(Entry.objects.filter(action="people.sign_in").values_list("target", flat=True)) == {"sys01"}


@pytest.mark.parametrize("typed", SPELLINGS)
def test_all_spellings_sign_in(cast, typed):
    factories.person("系统", staff_no="sys01")
    assert known_number(typed) == "sys01"
    assert attempt(typed).status_code == 302


def test_of_two_numbers_that_differ_by_case_each_is_itself(db):
    factories.person("甲", staff_no="ab1")
    factories.person("乙", staff_no="AB1")
    assert (known_number("ab1"), known_number("AB1"), known_number("Ab1")) == ("ab1", "AB1", "Ab1")


def test_an_unknown_number_locks_just_the_same(cast):
    assert fail(5, "77777").status_code == 429


def test_neither_the_count_nor_the_page_tells_whether_a_number_exists(nine):
    factories.person("系统", staff_no="sys01")
    for known, unknown in (("sys01", "sys99"), ("SYS01", "SYS99"), ("Sys01", "Sys99")) * 2:
        answers = [attempt(typed, "wrong") for typed in (known, unknown)]
        assert answers[0].status_code == answers[1].status_code
    pages = [re.sub(r'value="\w{64}"|Sys01|Sys99', "", answer.content.decode()) for answer in answers]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(("address", "data"), [
    ("/people/password/", {"old_password": "wrong", "new_password1": "Kranich-7-ok", "new_password2": "Kranich-7-ok"}),
    ("/people/account/two-factor/", {"password": "wrong", "action": "renew"}),
])
def test_guessing_the_present_password_from_inside_locks_and_signs_out(cast, sign_in, address, data):
    client = sign_in(cast.learner)
    for _ in range(4):
        assert client.post(address, data).status_code == 200
    assert client.post(address, data).status_code == 429
    assert "_auth_user_id" not in client.session
    assert attempt("00101").status_code == 429


class TestUnlocking:
    @pytest.fixture
    def guard(self, cast):
        person = factories.person("安全", staff_no="sec01")
        factories.role(person, "security_admin")
        return person

    def test_a_security_administrator_unlocks(self, cast, guard, sign_in):
        fail(5)
        assert sign_in(guard).post("/people/helping/00101/unlock/").status_code == 302
        assert attempt("00101").status_code == 302
        assert Entry.objects.get(action="people.unlock").actor_no == "sec01"

    def test_twice_is_logged_once(self, cast, guard, sign_in):
        fail(5)
        client = sign_in(guard)
        client.post("/people/helping/00101/unlock/")
        client.post("/people/helping/00101/unlock/")
        assert Entry.objects.filter(action="people.unlock").count() == 1

    @pytest.mark.parametrize("name", ["hr", "system_admin", "auditor", "learner", "head"])
    def test_nobody_else_does(self, cast, sign_in, name):
        fail(5)
        answer = sign_in(getattr(cast, name)).post("/people/helping/00101/unlock/")
        assert answer.status_code == (302 if name == "hr" else 404)
        assert attempt("00101").status_code == 429

    def test_never_his_own(self, cast, guard, sign_in):
        client = sign_in(guard)
        fail(5, "sec01")
        client.post("/people/helping/sec01/unlock/")
        assert attempt("sec01").status_code == 429

    def test_a_one_time_password_unlocks(self, cast, sign_in):
        fail(5)
        slip = sign_in(cast.hr).post("/people/helping/00101/secret/").context["slips"][0]
        assert attempt("00101", slip.secret).status_code == 302
