"""One person's sign-ins, for him to see whether each was his own."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from lms.audit.models import Entry
from lms.audit.words import result_word

SIGN_IN = "people.sign_in"


@dataclass(frozen=True)
class SignIn:
    """One attempt. `result`: ok, refused or locked; `word` says it; `address` and `browser` may be empty."""

    at: dt.datetime
    result: str
    word: str
    address: str
    browser: str


def recent_sign_ins(person: Any, limit: int = 10) -> tuple[SignIn, ...]:
    """The newest attempts to sign in with this person's staff number, also by somebody else (one query)."""
    found = Entry.objects.filter(action=SIGN_IN, target=person.staff_no).order_by("-at", "-pk")
    rows = found.values_list("at", "result", "address", "detail")[:limit]
    return tuple(
        SignIn(at, result, result_word(result), address or "", str(detail.get("browser", "")))
        for at, result, address, detail in rows
    )
