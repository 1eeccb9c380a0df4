"""Accounts for inspectors from outside: without a post, for a time."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from lms.common import clock
from lms.people.access import may
from lms.people.models import PersonState, User
from lms.people.services.roles import RoleRefused, grant_role
from lms.people.services.secrets import Slip, open_account


@transaction.atomic
def open_inspector(
    *, staff_no: str, full_name: str, to_on: dt.date, reason: str, by: User
) -> Slip:
    """A new account without a post, an inspector's until its last day; with its one-time password.

    Raises RoleRefused: by who gives no roles, a number that is somebody's already, a last day too far away.
    """
    if not may(by, "give_roles"):
        raise RoleRefused(_("Roles are given and ended by security administrators."))
    refusal = refusal_of_number(staff_no)
    if refusal:
        raise RoleRefused(refusal)
    slip = open_account(person=User(staff_no=staff_no, full_name=full_name), by=by)
    grant_role(person=slip.person, role="inspector", from_on=clock.today(), to_on=to_on, reason=reason, by=by)
    return slip


def refusal_of_number(staff_no: str) -> str:
    """Why nobody new can have this number; empty when it is free. A number is never given to a second person."""
    holder = User.objects.filter(staff_no=staff_no).first()
    if holder is None:
        return ""
    if PersonState.objects.filter(person=holder, kind=PersonState.Kind.LEFT).exists():
        return _("The number %(number)s belongs to a closed person and is never given again.") % {"number": staff_no}
    return _("The number %(number)s belongs to somebody already.") % {"number": staff_no}
