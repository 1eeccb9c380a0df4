"""Signing in with a password kept here. LDAP and single sign-on stand beside it, each a backend of its own."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.common.prepared import Prepared
from lms.people.models import User


class PasswordBackend(ModelBackend):
    """Brings with the person whether he has an authenticator: every request asks, none pays a query for it."""

    def get_user(self, user_id: Any) -> User | None:
        person = next(iter(_with_device(user_id)), None)
        return person if person and self.user_can_authenticate(person) else None


def _people_with_device(pk: int) -> QuerySet[User]:
    device = TOTPDevice.objects.filter(user_id=OuterRef("pk"), confirmed=True)
    return User.objects.annotate(has_device=Exists(device)).filter(pk=pk)


_with_device = Prepared(_people_with_device, int)
