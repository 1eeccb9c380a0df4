"""A person's own page: his account, his sign-ins, what he is told when he comes in."""

import pytest
from django.test import Client

from lms.audit.models import Entry
from lms.audit.services import record
from lms.people.services.secrets import issue_secret
from lms.people.sign_ins import account_events, since_last_sign_in
from tests.factories import PASSWORD

EDGE = "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0"


def attempt(password=PASSWORD, **more):
    client = Client(HTTP_USER_AGENT=EDGE, REMOTE_ADDR="10.1.2.3", **more)
    client.post("/people/sign-in/", {"username": "00101", "password": password})
    return client


def test_sign_ins_failures_and_acts_of_others(cast):
    attempt("wrong")
    issue_secret(person=cast.learner, by=cast.hr)
    cast.learner.set_password(PASSWORD)
    cast.learner.must_change_password = False
    cast.learner.save()
    page = attempt().get("/people/account/sign-ins/")
    events = page.context["events"]
    assert [(one.bad, bool(one.by)) for one in events] == [(False, False), (False, True), (True, False)]
    text = page.content.decode()
    assert "10.1.2.3" in text
    assert "Edge · Windows" in text
    assert "人事戊" in text
    assert "Mozilla" not in text
    assert text.count("<h1") == 1


def test_the_log_keeps_no_full_browser_string(cast):
    attempt()
    assert Entry.objects.get(action="people.sign_in").detail == {"browser": "Edge · Windows"}


def test_nobody_elses(cast, sign_in):
    attempt("wrong")
    assert not sign_in(cast.stranger).get("/people/account/sign-ins/").context["events"]


def test_the_last_twenty_in_one_query(cast, django_assert_num_queries):
    for _ in range(30):
        record(action="people.sign_in", actor=cast.learner, target="00101")
    with django_assert_num_queries(1):
        assert len(account_events(cast.learner)) == 20


def test_on_signing_in_one_is_told_of_the_last_time(cast):
    assert not since_last_sign_in(cast.learner)
    attempt()
    attempt("wrong")
    attempt("wrong")
    client = attempt()
    told = [str(message) for message in client.get("/notices/").context["messages"]]
    assert len(told) == 1
    assert "10.1.2.3" in told[0]
    assert "2" in told[0]


def test_and_of_what_others_did_since(cast):
    attempt()
    slip = issue_secret(person=cast.learner, by=cast.hr)
    client = attempt(slip.secret)
    told = "".join(str(message) for message in client.get("/people/password/").context["messages"])
    assert cast.hr.staff_no in told
    assert slip.secret not in told


@pytest.mark.parametrize("address", ["/people/account/", "/people/account/sign-ins/", "/people/account/two-factor/"])
def test_the_pages_are_not_kept_by_caches(cast, sign_in, address):
    page = sign_in(cast.learner).get(address)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page.content.decode().count("<h1") == 1


@pytest.mark.parametrize("who", ["hr", "learner"])
def test_the_helping_page_finds_by_the_whole_number_only(cast, sign_in, who):
    client = sign_in(getattr(cast, who))
    page = client.get("/people/helping/?number=００１０１")
    assert page.status_code == (200 if who == "hr" else 404)
    if who == "hr":
        assert "学员甲" in page.content.decode()
        assert "学员甲" not in client.get("/people/helping/?number=001").content.decode()
