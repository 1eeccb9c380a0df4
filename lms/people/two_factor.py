"""Who still owes a second step in this session (decision 0008): a matter of user and session, not of a backend."""

from enum import StrEnum
from typing import Any

from django.conf import settings
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.common import clock
from lms.people.access import roles_of


class Step(StrEnum):
    """What stands between the password and the site; the values are URL names."""

    NONE = ""
    CODE = "people:code"
    ENROL = "people:enrol"


def is_required_of(user: Any) -> bool:
    """Does one of the person's roles ask for a device, on this installation?"""
    return settings.TWO_FACTOR_REQUIRED and not settings.TWO_FACTOR_ROLES.isdisjoint(roles_of(user, clock.today()))


def device_of(user: Any) -> TOTPDevice | None:
    """The person's confirmed authenticator; he has one at most."""
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).first()


def step_due(user: Any) -> Step:
    """A verified session owes nothing; for any other the person's backend brought the answer with him."""
    if getattr(user, "otp_device", None) is not None:
        return Step.NONE
    if _has_device(user):
        return Step.CODE
    return Step.ENROL if is_required_of(user) else Step.NONE


def _has_device(user: Any) -> bool:
    """Another backend than ours brings nothing: then it is asked."""
    known: bool | None = getattr(user, "has_device", None)
    return device_of(user) is not None if known is None else known


def codes_left(user: Any) -> int:
    """How many recovery codes are unused."""
    return StaticToken.objects.filter(device__user_id=user.pk).count()
