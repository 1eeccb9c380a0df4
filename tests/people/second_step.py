"""A person with an authenticator, as the tests of the second step need him."""

import time

from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.people.models import User
from lms.people.services.two_factor import begin_enrolment, confirm_device
from tests.factories import PASSWORD

SIGN_IN, CODE, ENROL = "/people/sign-in/", "/people/sign-in/code/", "/people/sign-in/device/"


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """What the authenticator shows now, or `steps` half minutes from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06d}"


def with_device(person: User) -> tuple[TOTPDevice, list[str]]:
    """Enrolled; the last code used is the one of half a minute ago, so the present one is fresh."""
    device = begin_enrolment(person=person)
    codes = confirm_device(person=person, key=device.pk, code=code_of(device, -1), replace=False)
    device.refresh_from_db()
    return device, codes


def half_way(person: User, client: Client | None = None, **data) -> Client:
    """The password was right; no code yet."""
    client = client or Client()
    answer = client.post(SIGN_IN, {"username": person.staff_no, "password": PASSWORD, **data})
    assert answer.status_code == 302
    return client
