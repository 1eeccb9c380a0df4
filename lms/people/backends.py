"""Signing in with a password kept here. LDAP and single sign-on stand beside it, each a backend of its own."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice

from lms.people.models import User


class PasswordBackend(ModelBackend):
    """Brings with the person whether he has an authenticator: every request asks, none pays a query for it."""

    def get_user(self, user_id: Any) -> User | None:
        device = TOTPDevice.objects.filter(user_id=OuterRef("pk"), confirmed=True)
        person = User.objects.annotate(has_device=Exists(device)).filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
