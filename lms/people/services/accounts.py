"""What a person changes about his own account."""

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.http import HttpRequest

from lms.audit.services import record
from lms.people.models import OldPassword, User
from lms.people.services.sessions import end_sessions

REMEMBERED = 5


def was_used(*, person: User, password: str) -> bool:
    """Is it the present password or one of the last five?"""
    former = person.old_passwords.all()[:REMEMBERED]
    return person.check_password(password) or any(check_password(password, old.password) for old in former)


@transaction.atomic
def password_changed(*, person: User, old_hash: str, request: HttpRequest | None = None) -> None:
    """The person chose his password himself: nobody asks him to change it any more. The one before is remembered."""
    User.objects.filter(pk=person.pk).update(must_change_password=False, secret_expires_at=None)
    OldPassword.objects.create(person=person, password=old_hash)
    kept = person.old_passwords.values_list("pk", flat=True)[:REMEMBERED]
    person.old_passwords.exclude(pk__in=list(kept)).delete()
    record(action="people.change_password", actor=person, target=person.staff_no, request=request)


def sign_out_everywhere(*, person: User, request: HttpRequest | None = None) -> int:
    """End every session of the person, this one included; how many there were."""
    ended = end_sessions([person.pk])
    record(action="people.sign_out_everywhere", actor=person, target=person.staff_no, request=request,
           detail={"sessions": ended})
    return ended


def keep_display_size(*, person: User, size: str) -> None:
    User.objects.filter(pk=person.pk).exclude(display_size=size).update(display_size=size)
