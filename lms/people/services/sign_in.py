"""What signing in leaves behind: the count of failures, the lockout, the entry in the log."""

import datetime as dt
import unicodedata
from typing import Any

from axes.conf import settings as axes
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest

from lms.audit.models import Entry
from lms.audit.services import record
from lms.common import clock
from lms.people.access import has_role
from lms.people.browsers import browser_words
from lms.people.models import User


class UnlockRefused(ValueError):  # noqa: N818
    """The account is not unlocked by this person."""


def credentials_of(staff_no: str) -> dict[str, str]:
    """The staff number under the name axes looks for; Django's backend takes this one as well as `username`."""
    return {str(axes.AXES_USERNAME_FORM_FIELD): staff_no}


def undecorated(typed: str) -> str:
    """Without full width, spaces and invisible characters."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc"))


def known_number(typed: str) -> str:
    """The number of the register that was meant: full width, spaces, invisible characters and case do not matter.

    So all spellings share one count of failures; those of an unknown number too, or the count would tell which exist.
    """
    number = undecorated(typed)
    spellings = {number, number.lower(), number.upper()}
    found = set(User.objects.filter(staff_no__in=spellings).values_list("staff_no", flat=True))
    if number in found or len(found) > 1:
        return number
    return found.pop() if found else number.lower()


def locked_until(staff_no: str, at: dt.datetime) -> dt.datetime | None:
    """When the lockout ends by itself; None when there is none (one query)."""
    rest = dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    counts = AccessAttempt.objects.filter(username=staff_no, attempt_time__gte=at - rest).order_by("-attempt_time")
    total = 0
    for moment, failures in counts.values_list("attempt_time", "failures_since_start"):
        total += failures
        if total >= settings.AXES_FAILURE_LIMIT:
            return moment + rest
    return None


def where_from(request: HttpRequest) -> dict[str, str]:
    """What the log keeps of the browser."""
    words = browser_words(request.headers.get("User-Agent", ""))
    return {"browser": words} if words else {}


def refused(*, request: HttpRequest, staff_no: str, **detail: str) -> bool:
    """Log a refused sign-in; is the account locked by now? Nobody is its actor: nothing was proven."""
    locked = bool(getattr(request, "axes_locked_out", False))
    record(action="people.sign_in", actor=AnonymousUser(), target=staff_no, result="locked" if locked else "refused",
           detail={**detail, **where_from(request)}, request=request)
    return locked


def guess_failed(*, request: HttpRequest, staff_no: str, step: str) -> bool:
    """A wrong code or a wrong present password counts like a wrong password; is the account locked by now?

    Then the session ends too, and the lockout page is the answer (axes' middleware shows it).
    """
    user_login_failed.send(sender=__name__, credentials=credentials_of(staff_no), request=request)
    locked = refused(request=request, staff_no=staff_no, step=step)
    if locked:
        logout(request)
    return locked


def signed_in(*, request: HttpRequest, second: str = "") -> None:
    """Every step is done: failures are forgotten, the entry is written. `second`: how the second step was taken."""
    person: Any = request.user
    reset(username=person.staff_no)
    if _is_too_old(person):
        User.objects.filter(pk=person.pk).update(must_change_password=True)
    detail = where_from(request) | ({"second": second} if second else {})
    record(action="people.sign_in", actor=person, target=person.staff_no, request=request, detail=detail)


def _is_too_old(person) -> bool:
    """Has the password been the same for longer than PASSWORD_MAX_DAYS? The log knows when it was chosen."""
    if not settings.PASSWORD_MAX_DAYS:
        return False
    chosen = Entry.objects.filter(action="people.change_password", target=person.staff_no).order_by("-at").first()
    return clock.now() - (chosen.at if chosen else person.created_at) > dt.timedelta(days=settings.PASSWORD_MAX_DAYS)


def may_unlock(actor: User, person: User) -> bool:
    """Security administrators, never for themselves."""
    return actor.pk != person.pk and has_role(actor, "security_admin")


@transaction.atomic
def unlock(*, person: User, by: User, request: HttpRequest | None = None) -> bool:
    """Lift a lockout; False when there was none. Raises UnlockRefused."""
    if not may_unlock(by, person):
        raise UnlockRefused
    was_locked = locked_until(person.staff_no, clock.now()) is not None
    if reset(username=person.staff_no) and was_locked:
        record(action="people.unlock", actor=by, target=person.staff_no, request=request)
    return was_locked
