"""What a person reads of the log about his own account: sign-ins, failures, and what others did to it."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.audit.models import Entry
from lms.people.models import User

SIGN_IN = "people.sign_in"
OUTCOMES = {
    "ok": gettext_lazy("Signed in"), "refused": gettext_lazy("Refused"), "locked": gettext_lazy("Refused: locked"),
}
STEPS = {"code": gettext_lazy("wrong code"), "recovery": gettext_lazy("wrong recovery code"),
         "password": gettext_lazy("wrong present password"), "expired": gettext_lazy("expired one-time password")}
# What somebody else, or the person himself, did to the account.
ACTS = {
    "people.create_account": gettext_lazy("Account opened"),
    "people.edit_account": gettext_lazy("Account changed"),
    "people.issue_secret": gettext_lazy("One-time password issued"),
    "people.unlock": gettext_lazy("Account unlocked"),
    "people.reset_device": gettext_lazy("Two-factor sign-in reset"),
    "people.change_password": gettext_lazy("Password changed"),
    "people.enrol_device": gettext_lazy("Two-factor device confirmed"),
    "people.turn_off_device": gettext_lazy("Two-factor sign-in turned off"),
    "people.renew_codes": gettext_lazy("New recovery codes made"),
    "people.sign_out_everywhere": gettext_lazy("Signed out everywhere"),
}
TOLD_AT_SIGN_IN = ("people.issue_secret", "people.unlock", "people.reset_device")


@dataclass(frozen=True)
class AccountEvent:
    """One line. `by` is empty for one's own acts and for failures; `bad` marks a refusal."""

    at: dt.datetime
    what: str
    address: str
    browser: str
    by: str
    bad: bool


def account_events(person: User, limit: int = 20) -> tuple[AccountEvent, ...]:
    """Newest first (one query)."""
    found = Entry.objects.filter(target=person.staff_no, action__in=[SIGN_IN, *ACTS]).order_by("-at", "-pk")[:limit]
    return tuple(_event(person, entry) for entry in found)


def _event(person: User, entry: Entry) -> AccountEvent:
    detail = entry.detail if isinstance(entry.detail, dict) else {}
    foreign = entry.actor_no not in ("", person.staff_no)
    return AccountEvent(
        entry.at, _what(entry, detail), "" if foreign else entry.address or "", detail.get("browser", ""),
        f"{entry.actor_name} {entry.actor_no}" if foreign else "", entry.action == SIGN_IN and entry.result != "ok",
    )


def _what(entry: Entry, detail: dict) -> str:
    if entry.action != SIGN_IN:
        return str(ACTS[entry.action])
    outcome = str(OUTCOMES.get(entry.result, entry.result))
    step = STEPS.get(detail.get("step", ""))
    return f"{outcome} ({step})" if step else outcome


def since_last_sign_in(person: User) -> list[str]:
    """Sentences for the moment after signing in: the last time, failures since, and who touched the account.

    Asked before the new sign-in is logged (three queries); nothing at the very first.
    """
    mine = Entry.objects.filter(target=person.staff_no).order_by("-at", "-pk")
    last = mine.filter(action=SIGN_IN, result="ok").first()
    if last is None:
        return []
    since = mine.filter(at__gte=last.at, pk__gt=last.pk)
    failures = since.filter(action=SIGN_IN).exclude(result="ok").count()
    acts = since.filter(action__in=TOLD_AT_SIGN_IN).exclude(actor_no=person.staff_no)
    return [_last_line(last, failures), *map(_act_line, acts)]


def _last_line(last: Entry, failures: int) -> str:
    failed = ngettext("%(count)d failure since", "%(count)d failures since", failures) % {"count": failures}
    where = last.address or _("address unknown")
    return _("Last sign-in: %(time)s, %(where)s; %(failed)s.") % {
        "time": moment_words(last.at), "where": where, "failed": failed}


def _act_line(entry: Entry) -> str:
    return _("%(what)s on %(time)s by %(name)s %(number)s. If you know nothing of it, tell your HR office.") % {
        "what": ACTS[entry.action], "time": moment_words(entry.at), "name": entry.actor_name,
        "number": entry.actor_no}


def moment_words(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")
