"""What a password may not be."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from lms.people.browsers import browser_words
from lms.people.passwords import own_part
from tests.factories import PASSWORD

OBVIOUS = [
    "Aa123456", "Qwer1234!", "1qaz@WSX", "Password1!", "P@ssw0rd2026", "Admin@2026", "Aa1Aa1Aa1Aa1", "Aaaaaaaa1",
    "Abcd1234!", "Zxcvbnm,1", "Shilishi2026", "Slsldhshbzj1", "Laodong@123", "Shebao2026!", "Nengli-2026",
    "Welcome123!", "A1!A1!A1!A1!", "!@#$%^Aa", "987654321Aa",
]
FINE = ["Study-2026", "Kranich-77-ok", "Brand-New-26", "三横一竖Aa1x", "Tq7!mvRz", "Guihua3dong"]


@pytest.mark.parametrize("password", OBVIOUS)
def test_what_everybody_tries_first_is_refused_in_words(cast, password):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, cast.learner)
    assert any(error.code == "password_obvious" for error in refusal.value.error_list)


@pytest.mark.parametrize("password", FINE)
def test_what_is_ones_own_is_taken(cast, password):
    validate_password(password, cast.learner)


@pytest.mark.parametrize("password", ["", "a", "(" * 300, "qwerty" * 50, "\\d+[", "é" * 128])
def test_no_input_is_too_odd_to_judge(password):
    assert isinstance(own_part(password), str)


def test_a_password_too_old_must_be_changed(cast, settings):
    settings.PASSWORD_MAX_DAYS = 90

    def enters(days):
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=days), tick=False):
            client = Client()
            client.post("/people/sign-in/", {"username": "00101", "password": PASSWORD})
            return client.get("/notices/").status_code

    assert enters(89) == 200
    assert enters(91) == 302


def test_without_the_setting_a_password_does_not_age(cast):
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=9999), tick=False):
        client = Client()
        client.post("/people/sign-in/", {"username": "00101", "password": PASSWORD})
        assert client.get("/notices/").status_code == 200


AGENTS = [
    ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537 (KHTML, like Gecko) Chrome/126.0 Safari/537 Edg/126.0",
     "Edge · Windows"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Safari/604.1", "Safari · iOS"),
    ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537 Chrome/116 MicroMessenger/8.0", "WeChat · Android"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox · Linux"),
    ("", ""), ("curl/8", ""), ("<script>", ""),
]


@pytest.mark.parametrize(("sent", "words"), AGENTS)
def test_a_browser_in_two_words(sent, words):
    assert browser_words(sent) == words
