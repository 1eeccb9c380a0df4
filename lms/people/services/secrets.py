"""One-time passwords: made here, shown once, kept as a hash."""

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from axes.utils import reset
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lms.audit.services import record
from lms.common import clock
from lms.people.access import has_role
from lms.people.models import OldPassword, PeopleSettings, RoleGrant, User
from lms.people.services.sessions import end_sessions

SETS = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789")  # nothing that looks like something else
GROUPS, GROUP = 3, 4
AT_ONCE = 100
ADMINISTRATIVE = frozenset({"system_admin", "security_admin", "auditor"})
# HR holds no password of these: of each other, nor of whoever looks into what HR does (decision 0009).
SPECIAL = ADMINISTRATIVE | {"hr", "supervision", "inspector"}
# Drawn from 54 signs, twelve of them: 69 bits. No guessing reaches that, so a slow hash adds nothing but the minutes a
# hundred slips would take; the person's own password, chosen at the first sign-in, gets the slow one.
ITERATIONS = 20_000


class SecretRefused(ValueError):  # noqa: N818
    """No one-time password is issued; the message says why, translated."""


@dataclass(frozen=True)
class Slip:
    """What is handed to a person: shown once, kept nowhere."""

    person: User
    secret: str
    expires_at: dt.datetime


def new_secret() -> str:
    """Like Kd7m-Px3n-Rq8t: four classes with the hyphens, each of the three sets at least once."""
    while True:
        signs = [secrets.choice("".join(SETS)) for _sign in range(GROUPS * GROUP)]
        if all(set(signs) & set(one) for one in SETS):
            return "-".join("".join(signs[at : at + GROUP]) for at in range(0, len(signs), GROUP))


def special_people(keys: Collection[int]) -> frozenset[int]:
    """Those of the keys who hold, or will hold, a role whose accounts HR keeps out of (one query)."""
    held = RoleGrant.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=clock.today()), person_id__in=keys)
    return frozenset(held.filter(role__in=SPECIAL).values_list("person_id", flat=True))


def why_not(actor: User, person: User, *, special: bool) -> str:
    """Why `actor` issues this person no one-time password, in words; empty when he may.

    HR for staff; security administrators for administrators, HR, the supervision office and inspectors: with another
    officer's password one person could be the two that a corrected answer key needs, and with the supervision's he
    would look into his own work. Nobody for himself, system administrators for nobody.
    """
    if actor.pk == person.pk:
        return _("Nobody issues himself a one-time password: ask a security administrator, or another one.")
    if not person.is_active:
        return _("This account is switched off.")
    if has_role(actor, "security_admin" if special else "hr"):
        return ""
    if special:
        return _("One-time passwords of administrators, HR, the supervision office and inspectors are issued by a "
                 "security administrator.")
    return _("One-time passwords of staff are issued by HR officers.")


def may_issue(actor: User, person: User) -> bool:
    return not why_not(actor, person, special=person.pk in special_people([person.pk]))


def issue_secret(*, person: User, by: User, request: HttpRequest | None = None) -> Slip:
    """A one-time password: the former is gone, sessions end, a lockout is lifted. Raises SecretRefused."""
    slips, refusals = issue_secrets(people=[person], by=by, request=request)
    if refusals:
        raise SecretRefused(refusals[0][1])
    return slips[0]


@transaction.atomic
def issue_secrets(
    *, people: Collection[User], by: User, request: HttpRequest | None = None
) -> tuple[list[Slip], list[tuple[User, str]]]:
    """(slips, those refused and why). Raises SecretRefused for more than a hundred at once: hashing takes its time."""
    if len(people) > AT_ONCE:
        raise SecretRefused(_("%(limit)s slips at a time at most; %(count)s people were chosen.")
                            % {"limit": AT_ONCE, "count": len(people)})
    special = special_people([person.pk for person in people])
    refusals = [(person, why) for person in people if (why := why_not(by, person, special=person.pk in special))]
    refused = {person.pk for person, _why in refusals}
    until = _end()
    slips = [_give(person, by, until, request) for person in people if person.pk not in refused]
    end_sessions([slip.person.pk for slip in slips])
    return slips, refusals


@transaction.atomic
def open_account(*, person: User, by: User, request: HttpRequest | None = None) -> Slip:
    """Save a new account with its first one-time password. The only one a system administrator ever sees."""
    if person.pk:
        raise SecretRefused(_("This account exists already."))
    person.set_unusable_password()
    person.save()
    record(action="people.create_account", actor=by, target=person.staff_no, request=request)
    return _give(person, by, _end(), request)


def _end() -> dt.datetime:
    return clock.now() + dt.timedelta(hours=PeopleSettings.load().secret_hours)


def _give(person: User, by: User, expires_at: dt.datetime, request: HttpRequest | None) -> Slip:
    secret = new_secret()
    if person.has_usable_password() and not person.secret_expires_at:
        OldPassword.objects.create(person=person, password=person.password)  # his own: not to be taken again
    person.password = _hash(secret)
    person.must_change_password, person.secret_expires_at = True, expires_at
    person.save(update_fields=["password", "must_change_password", "secret_expires_at"])
    reset(username=person.staff_no)
    record(action="people.issue_secret", actor=by, target=person.staff_no, request=request,
           detail={"until": expires_at.isoformat(timespec="minutes")})
    return Slip(person, secret, expires_at)


def _hash(secret: str) -> str:
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(secret, hasher.salt(), iterations=ITERATIONS)
    return hasher.encode(secret, hasher.salt())


def is_expired(person: User, at: dt.datetime) -> bool:
    return person.secret_expires_at is not None and person.secret_expires_at <= at


__all__ = ["ADMINISTRATIVE", "AT_ONCE", "SecretRefused", "Slip", "is_expired", "issue_secret", "issue_secrets",
           "may_issue", "new_secret", "open_account"]
