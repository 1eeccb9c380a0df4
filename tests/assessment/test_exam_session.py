"""An exam never signs anybody out in its middle, and its answers are work."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from lms.assessment.models import Attempt, Response
from tests import factories
from tests.assessment.acts import begin, save, url
from tests.assessment.conftest import NINE, enrolled
from tests.factories import PASSWORD

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def at_nine(cast):
    """A learner signed in by the page, ready for an exam of 120 minutes."""
    factories.bank("B1")
    with time_machine.travel(NINE, tick=False) as clock:
        enrolled(cast.learner, factories.version(recipe=factories.recipe(minutes=120)))
        yield clock


def signed_in(cast) -> Client:
    client = Client()
    data = {"username": cast.learner.staff_no, "password": PASSWORD}
    assert client.post("/people/sign-in/", data).status_code == 302
    return client


def test_nobody_is_signed_out_while_he_thinks_for_119_minutes(cast, at_nine):
    client = signed_in(cast)
    attempt = begin(client)
    at_nine.shift(119 * MINUTE)
    assert save(client, attempt).status_code == 200
    at_nine.shift(MINUTE)
    assert client.post(url("hand_in", attempt)).status_code == 302
    assert client.get(url("result", attempt)).status_code == 200


def test_twelve_hours_end_after_the_exam_not_in_it(cast, at_nine):
    """He signed in at nine, works all day, and begins half an hour before his session would end."""
    client = signed_in(cast)
    for _ in range(28):
        at_nine.shift(25 * MINUTE)
        assert client.get("/notices/").status_code == 200
    attempt = begin(client)
    at_nine.shift(110 * MINUTE)
    assert save(client, attempt).status_code == 200
    assert Response.objects.get().answer == ["A"]
    at_nine.shift(10 * MINUTE)
    assert client.post(url("hand_in", attempt)).status_code == 302
    assert Attempt.objects.get().closed_at == attempt.deadline_at
    at_nine.shift(2 * MINUTE)
    assert "why=limit" in client.get("/notices/")["Location"]


def test_whoever_reads_the_rules_for_110_minutes_is_asked_to_sign_in_and_then_begins(cast, at_nine):
    """Nothing is started, nothing is used up, and he lands on the page he came from."""
    client = signed_in(cast)
    client.get(url("intro"))
    at_nine.shift(110 * MINUTE)
    answer = client.post(url("start"), {"pledge": "1"}, headers={"referer": f"http://testserver{url('intro')}"})
    assert answer["Location"].startswith("/people/sign-in/?why=idle")
    assert not Attempt.objects.exists()
    data = {"username": cast.learner.staff_no, "password": PASSWORD, "next": url("intro")}
    assert client.post("/people/sign-in/", data)["Location"] == url("intro")
    assert begin(client).deadline_at == NINE + 230 * MINUTE
