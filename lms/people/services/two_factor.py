"""Devices and recovery codes: begun, confirmed, used, replaced, taken away."""

import base64
import secrets
import unicodedata

from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.audit.services import record
from lms.common import clock
from lms.people.access import has_role
from lms.people.models import User
from lms.people.services.secrets import special_people
from lms.people.services.sessions import end_sessions
from lms.people.two_factor import device_of, is_required_of

CODES, HALF = 10, 5
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
STORED = 16  # characters django-otp has room for: 80 bits of the keyed hash


class TwoFactorRefused(ValueError):  # noqa: N818
    """This device cannot be confirmed, turned off or reset by this person now."""


@transaction.atomic
def begin_enrolment(*, person: User) -> TOTPDevice:
    """A new secret that is good for nothing until confirmed; one begun before is forgotten."""
    _lock(person)
    TOTPDevice.objects.filter(user_id=person.pk, confirmed=False).delete()
    return TOTPDevice.objects.create(user_id=person.pk, name="authenticator", confirmed=False)


def pending_device(person: User, key: int | None) -> TOTPDevice | None:
    """The unconfirmed device of this enrolment, if it is still the newest."""
    return TOTPDevice.objects.filter(pk=key or 0, user_id=person.pk, confirmed=False).first()


def confirm_device(
    *, person: User, key: int, code: str, replace: bool, request: HttpRequest | None = None
) -> list[str] | None:
    """The right code makes the device the person's only one: his ten recovery codes. A wrong one: None.

    Raises TwoFactorRefused when he has a device already and `replace` was not allowed, or begins in another window.
    """
    with transaction.atomic():
        _lock(person)
        device = TOTPDevice.objects.select_for_update().filter(pk=key, user_id=person.pk, confirmed=False).first()
        if device is None or (not replace and device_of(person)):
            raise TwoFactorRefused
        if not device.verify_token(code):
            return None
        TOTPDevice.objects.filter(user_id=person.pk).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        codes = _fresh_codes(person)
        record(action="people.enrol_device", actor=person, target=person.staff_no, request=request)
    end_sessions([person.pk])
    return codes


def enter_code(*, person: User, code: str) -> bool:
    """Six digits of the device. Each works once; django-otp keeps the count of failures and the pause after each."""
    device = device_of(person)
    return bool(device and verify_token(person, device.persistent_id, code))


def enter_recovery(*, person: User, code: str) -> bool:
    """One of the ten codes; it is used up."""
    device = StaticDevice.objects.filter(user_id=person.pk).first()
    return bool(device and verify_token(person, device.persistent_id, _fingerprint(person, code)))


def seconds_to_wait(*, person: User, recovery: bool) -> int:
    """The pause that earlier failures ask for; 0 when a code may be tried."""
    device = StaticDevice.objects.filter(user_id=person.pk).first() if recovery else device_of(person)
    allowed, why = device.verify_is_allowed() if device else (True, None)
    if allowed or why is None:
        return 0
    return max(1, int((why["locked_until"] - clock.now()).total_seconds()) + 1)


@transaction.atomic
def renew_codes(*, person: User, request: HttpRequest | None = None) -> list[str]:
    """Ten new recovery codes; the old ones are void."""
    _lock(person)
    record(action="people.renew_codes", actor=person, target=person.staff_no, request=request)
    return _fresh_codes(person)


@transaction.atomic
def turn_off(*, person: User, request: HttpRequest | None = None) -> None:
    """Raises TwoFactorRefused when a role of his requires the device."""
    if is_required_of(person):
        raise TwoFactorRefused
    if _remove(person):
        record(action="people.turn_off_device", actor=person, target=person.staff_no, request=request)


def may_reset_device(actor: User, person: User) -> bool:
    """A security administrator for everybody else; HR for staff who are not special."""
    if actor.pk == person.pk:
        return False
    return has_role(actor, "security_admin") or (
        has_role(actor, "hr") and person.pk not in special_people([person.pk])
    )


@transaction.atomic
def reset_device(*, person: User, by: User, request: HttpRequest | None = None) -> bool:
    """Take a lost device away, codes too, and end the person's sessions; False when there was none.

    Raises TwoFactorRefused. He enrols again at the next sign-in if a role requires it, and is told who did this.
    """
    if not may_reset_device(by, person):
        raise TwoFactorRefused
    if not _remove(person):
        return False
    end_sessions([person.pk])
    record(action="people.reset_device", actor=by, target=person.staff_no, request=request)
    return True


def _lock(person: User) -> None:
    User.objects.select_for_update().filter(pk=person.pk).first()


def _remove(person: User) -> bool:
    removed = TOTPDevice.objects.filter(user_id=person.pk).delete()[0]
    return bool(StaticDevice.objects.filter(user_id=person.pk).delete()[0] or removed)


def _fresh_codes(person: User) -> list[str]:
    device, _made = StaticDevice.objects.get_or_create(user_id=person.pk, defaults={"name": "recovery"})
    device.token_set.all().delete()
    halves = [["".join(secrets.choice(SIGNS) for _sign in range(HALF)) for _half in "ab"] for _code in range(CODES)]
    codes = ["-".join(pair) for pair in halves]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_fingerprint(person, code)) for code in codes)
    return codes


def _fingerprint(person: User, code: str) -> str:
    """What is stored of a recovery code: a keyed hash, so that neither the table nor a backup of it opens anything."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", code).lower() if sign.isalnum())
    digest = salted_hmac("lms.people.recovery", f"{person.pk}:{plain}", algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:STORED]
