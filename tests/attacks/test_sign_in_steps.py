"""Ways round the second step: every address, forged forms, fixed sessions, replays, guessing, timing."""

import pytest
import time_machine
from django.contrib.auth import hashers
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.people.middleware import SECOND_STEP_OPEN
from lms.people.models import User
from tests.people.second_step import CODE, ENROL, SIGN_IN, code_of, half_way, with_device
from tests.people.test_two_factor import AT

ALLOWED = {*SECOND_STEP_OPEN}
SAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x/y", "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12}


def addresses(resolver: URLResolver, prefix: str = "/", space: str = ""):
    """(name, an address) of every pattern of the site, ours and the frameworks'."""
    for pattern in resolver.url_patterns:
        address = prefix + filled(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, address, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", address


def filled(pattern) -> str:
    text = str(pattern)
    for name, converter in getattr(pattern, "converters", {}).items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            text = text.replace(written, SAMPLES.get(kind, "x"))
    return text.replace("^", "").replace("$", "").replace("\\", "") if "^" in text or "(" in text else text


ADDRESSES = sorted(set(addresses(get_resolver())))
EXTRA = ["/static/../admin/", "/STATIC/x", "//admin/", "/people/sign-in/code/../../../admin/", "/media/x.pdf",
         "/healthz", "/people/sign-in/code", "/documents/1/x.pdf", "/admin/api/main/pages/", "/courses/"]


def test_the_sweep_sees_the_site():
    names = {name for name, _address in ADDRESSES}
    assert len(names) > 150
    assert {"home:desk", "people:account", "wagtailadmin_home", "study:media", "reports:unit_export"} <= names


@pytest.mark.parametrize("enrolled", [True, False], ids=["owes-a-code", "owes-a-device"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_half_signed_session_reaches_no_address(cast, settings, enrolled, method):
    settings.TWO_FACTOR_REQUIRED = True
    if enrolled:
        with_device(cast.hr)
    where, client, opened = CODE if enrolled else ENROL, half_way(cast.hr), {}
    for name, address in [*ADDRESSES, *(("", extra) for extra in EXTRA)]:
        if name in ALLOWED:
            continue
        answer = client.generic(method, address)
        led = answer.status_code == 302 and answer["Location"].startswith((where, SIGN_IN))
        if not led and answer.status_code not in (401, 403):
            opened[address] = answer.status_code
    assert not opened


@pytest.mark.parametrize("headers", [{"HTTP_ACCEPT": "application/json"}, {"HTTP_ACCEPT": "*/*"},
                                     {"HTTP_ACCEPT": "image/avif,image/webp,*/*"}])
def test_scripts_and_films_are_told_in_words(cast, headers):
    with_device(cast.learner)
    answer = half_way(cast.learner).get("/study/media/1/", **headers)
    assert answer.status_code == 403
    assert "步" in answer.content.decode() or "step" in answer.content.decode()


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example",
                                  "javascript:alert(1)", "https:///elsewhere.example", "\thttps://elsewhere.example"])
def test_next_never_leaves_the_site(cast, away):
    with time_machine.travel(AT, tick=False):
        device, _codes = with_device(cast.learner)
        client = half_way(cast.learner, next=away)
        answer = client.post(f"{CODE}?next={away}", {"code": code_of(device), "next": away})
    assert answer["Location"] == "/"


def test_next_leads_round_no_step(cast):
    with_device(cast.learner)
    client = Client()
    answer = client.post(SIGN_IN, {"username": "00101", "password": "Study-2026", "next": "/transcript/"}, follow=True)
    assert answer.request["PATH_INFO"] == CODE


def test_the_session_changes_at_each_step(cast):
    with time_machine.travel(AT, tick=False):
        device, _codes = with_device(cast.learner)
        client = Client()
        client.get(SIGN_IN)
        client.cookies["sessionid"] = "fixed0fixed0fixed0fixed0fixed0fi"
        half_way(cast.learner, client)
        first = client.cookies["sessionid"].value
        client.post(CODE, {"code": code_of(device)})
        second = client.cookies["sessionid"].value
        stolen = Client()
        stolen.cookies["sessionid"] = first
    assert len({"fixed0fixed0fixed0fixed0fixed0fi", first, second}) == 3
    assert stolen.get("/notices/")["Location"].startswith(SIGN_IN)


def test_another_persons_code_is_not_mine(cast):
    with time_machine.travel(AT, tick=False):
        with_device(cast.learner)
        other, codes = with_device(cast.stranger)
        client = half_way(cast.learner)
        client.post(CODE, {"code": code_of(other)})
        client.post(CODE, {"recovery": codes[0]})
        assert client.get("/notices/")["Location"].startswith(CODE)


def test_enrolling_does_not_go_round_an_existing_device(cast, settings):
    settings.TWO_FACTOR_REQUIRED = True
    with_device(cast.hr)
    client = half_way(cast.hr)
    assert client.get(ENROL)["Location"] == CODE
    assert client.post(ENROL, {"code": "000000"})["Location"] == CODE
    assert TOTPDevice.objects.filter(user=cast.hr).count() == 1


def test_a_pending_device_opens_nothing(cast, settings):
    """The secret is known to whoever is half in; until confirmed its codes are nothing."""
    settings.TWO_FACTOR_REQUIRED = True
    client = half_way(cast.hr)
    client.get(ENROL)
    assert client.post(CODE, {"code": code_of(TOTPDevice.objects.get())}).status_code == 302
    assert client.get("/notices/")["Location"].startswith(ENROL)


def test_guessing_is_hopeless(cast):
    """A thousand codes as fast as they can be sent: five are looked at, then the account is locked."""
    with time_machine.travel(AT, tick=True):
        device, _codes = with_device(cast.learner)
        right, client, tried = code_of(device), half_way(cast.learner), 0
        for number in range(1000):
            guess = f"{number:06d}"
            if guess == right:
                continue
            answer = client.post(CODE, {"code": guess})
            tried += 1
            if tried > 40:
                break
        device.refresh_from_db()
    assert device.throttling_failure_count <= 5
    assert answer.status_code in (200, 302)


@pytest.mark.parametrize("address", [CODE, ENROL, "/people/account/two-factor/", "/people/helping/00101/secret/",
                                     "/people/helping/slips/", "/people/helping/00101/unlock/", "/people/session/",
                                     "/people/helping/00101/device/", "/people/sign-out/everywhere/"])
def test_a_post_from_another_site_is_refused(cast, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.hr, backend="lms.people.backends.PasswordBackend")
    assert client.post(address, {"code": "000000"}).status_code == 403


def test_an_unknown_number_takes_as_much_hashing_as_a_known_one(cast, monkeypatch):
    """Nobody learns from the time an answer takes whether a number exists."""
    hashed: list[str] = []
    hasher = hashers.get_hasher()
    encode = type(hasher).encode
    monkeypatch.setattr(type(hasher), "encode", lambda self, password, salt: hashed.append(password) or encode(
        self, password, salt))

    def cost(staff_no: str) -> int:
        hashed.clear()
        Client().post(SIGN_IN, {"username": staff_no, "password": "wrong"})
        return len(hashed)

    cast.stranger.is_active = False
    cast.stranger.save()
    assert cost("00101") == cost("99999") == cost(cast.stranger.staff_no) == 1


def test_no_table_keeps_a_typed_code_or_password(cast):
    from axes.models import AccessAttempt

    with_device(cast.learner)
    client = half_way(cast.learner)
    client.post(CODE, {"recovery": "typed-recovery"})
    client.post(CODE, {"code": "918273"})
    Client().post(SIGN_IN, {"username": "00101", "password": "typed-password"})
    inside = Client()
    inside.force_login(cast.stranger, backend="lms.people.backends.PasswordBackend")
    inside.post("/people/password/", {"old_password": "typed-old", "new_password1": "typed-new-1A",
                                      "new_password2": "typed-new-1A"})
    kept = str(list(AccessAttempt.objects.values()))
    assert AccessAttempt.objects.exists()
    typed = ("typed-recovery", "918273", "typed-password", "typed-old", "typed-new")
    assert not [one for one in typed if one in kept]


@pytest.mark.parametrize("enrolled", [True, False], ids=["owes-a-code", "owes-a-device"])
def test_who_owes_the_second_step_and_a_password_of_his_own_is_led_through_both(cast, settings, enrolled):
    settings.TWO_FACTOR_REQUIRED = True
    with time_machine.travel(AT, tick=False):
        device = with_device(cast.hr)[0] if enrolled else None
        User.objects.filter(pk=cast.hr.pk).update(must_change_password=True)
        client = half_way(cast.hr)
        first = client.get("/", follow=True)
        assert [where.split("?")[0] for where, _status in first.redirect_chain] == [CODE if enrolled else ENROL]
        device = device or TOTPDevice.objects.get(user=cast.hr)
        client.post(CODE if enrolled else ENROL, {"code": code_of(device)})
        assert client.get("/").headers["Location"] == "/people/password/"
