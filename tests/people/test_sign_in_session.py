"""The idle session, its limit, what keeps it alive, and the way back."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import resolve

from lms.people.middleware import by_hand
from tests.factories import PASSWORD

AT = dt.datetime(2026, 6, 22, 1, 0, tzinfo=dt.UTC)
MINUTE = 60


@pytest.fixture
def nine(cast):
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


def entered() -> Client:
    client = Client()
    assert client.post("/people/sign-in/", {"username": "00101", "password": PASSWORD}).status_code == 302
    return client


@pytest.mark.parametrize(("minutes", "alive"), [(29, True), (31, False)])
def test_thirty_idle_minutes(nine, minutes, alive):
    client = entered()
    nine.shift(50)
    client.get("/notices/")  # within the minute in which the session is not written again
    nine.shift(minutes * MINUTE)
    assert (client.get("/notices/").status_code == 200) is alive


def test_the_sign_in_page_says_why_and_leads_back(nine):
    client = entered()
    nine.shift(31 * MINUTE)
    answer = client.get("/notices/?page=2")
    assert answer["Location"] == "/people/sign-in/?why=idle&next=%2Fnotices%2F%3Fpage%3D2"
    page = client.get(answer["Location"])
    assert page.context["why"]
    assert str(page.context["why"]) in page.content.decode()
    data = {"username": "00101", "password": PASSWORD, "next": page.context["next"]}
    assert client.post("/people/sign-in/", data)["Location"] == "/notices/?page=2"


def test_a_form_sent_too_late_leads_back_to_its_page(nine):
    client = entered()
    nine.shift(31 * MINUTE)
    answer = client.post("/notices/read/", headers={"referer": "http://testserver/notices/"})
    assert answer["Location"] == "/people/sign-in/?why=idle&next=%2Fnotices%2F"
    client = entered()
    nine.shift(31 * MINUTE)
    answer = client.post("/notices/read/", headers={"referer": "http://elsewhere.example/notices/"})
    assert answer["Location"] == "/people/sign-in/?why=idle"


def test_twelve_hours_end_it_however_busy(nine):
    client = entered()
    for _ in range(12 * 3 - 1):
        nine.shift(20 * MINUTE)
        assert client.get("/notices/").status_code == 200
    nine.shift(20 * MINUTE)
    assert "why=limit" in client.get("/notices/")["Location"]


def test_beats_and_answers_keep_it_and_asking_does_not(nine):
    client = entered()
    for _ in range(3):
        nine.shift(20 * MINUTE)
        client.post("/study/X/Y/beat/", "{}", content_type="application/json")
    assert client.get("/notices/").status_code == 200
    for _ in range(2):
        nine.shift(20 * MINUTE)
        left = client.get("/people/session/")
    assert left.status_code == 302
    assert client.get("/notices/").status_code == 302


def test_staying_takes_one_request(nine):
    client = entered()
    nine.shift(28 * MINUTE)
    assert client.get("/people/session/").json() == {"left": 120}
    assert client.post("/people/session/").json() == {"left": 1800}


HANDS = [
    ("GET", "/notices/", {}, True),
    ("GET", "/notices/", {"HTTP_SEC_FETCH_DEST": "document"}, True),
    ("GET", "/notices/", {"HTTP_SEC_FETCH_DEST": "empty"}, False),
    ("GET", "/courses/media/images/x", {"HTTP_SEC_FETCH_DEST": "image"}, False),
    ("GET", "/jobs/1/state/", {}, False),
    ("GET", "/people/session/", {}, False),
    ("POST", "/people/session/", {}, True),
    ("POST", "/study/A/B/beat/", {"HTTP_SEC_FETCH_DEST": "empty"}, True),
    ("POST", "/assessment/attempt/1/save/", {"HTTP_SEC_FETCH_DEST": "empty"}, True),
]


@pytest.mark.parametrize(("method", "path", "headers", "hand"), HANDS)
def test_what_is_done_by_hand(method, path, headers, hand):
    request = RequestFactory().generic(method, path, **headers)
    request.resolver_match = resolve(path) if "images" not in path else None
    assert by_hand(request) is hand


def test_the_editors_ping_has_the_name_it_is_left_out_by():
    from django.urls import get_resolver

    from lms.people.middleware import BY_ITSELF

    names = {f"wagtailadmin_editing_sessions:{name}" for space, (_, resolver) in get_resolver().namespace_dict.items()
             if space == "wagtailadmin_editing_sessions" for name in resolver.reverse_dict if isinstance(name, str)}
    assert {name for name in BY_ITSELF if name.startswith("wagtail")} <= names


def test_a_session_of_another_way_in_is_limited_too(nine, cast, sign_in):
    client = sign_in(cast.learner)
    client.get("/notices/")
    nine.shift(31 * MINUTE)
    assert "why=idle" in client.get("/notices/")["Location"]


def test_a_new_password_ends_the_other_sessions(cast):
    one, other = entered(), entered()
    new = {"old_password": PASSWORD, "new_password1": "Kranich-77-ok", "new_password2": "Kranich-77-ok"}
    assert one.post("/people/password/", new).status_code == 302
    assert one.get("/notices/").status_code == 200
    assert other.get("/notices/").status_code == 302


def test_signing_out_everywhere(cast):
    one, other = entered(), entered()
    assert one.get("/people/sign-out/everywhere/").status_code == 405
    answer = one.post("/people/sign-out/everywhere/")
    assert one.get(answer["Location"]).context["why"]
    assert {client.get("/notices/").status_code for client in (one, other)} == {302}


def test_an_invented_reason_says_nothing(db):
    assert not Client().get("/people/sign-in/?why=<b>").context["why"]


FLAGS = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE",
         "CSRF_COOKIE_SAMESITE", "TWO_FACTOR_REQUIRED", "SESSION_COOKIE_AGE")


def test_the_cookies_of_production():
    code = ("import json; from django.conf import settings; "
            f"print(json.dumps([getattr(settings, name) for name in {FLAGS!r}]))")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lms.settings.production", "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "example",
        "DATABASE_URL": "sqlite:///:memory:", "BASE_URL": "https://example",
    }
    told = subprocess.run([sys.executable, "-c", code], env=environment, cwd=Path(settings.BASE_DIR), check=True,
                          capture_output=True, text=True).stdout
    assert json.loads(told) == [True, True, "Lax", True, "Lax", True, 12 * 3600]
