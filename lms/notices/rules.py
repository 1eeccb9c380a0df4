"""When a letter may go, what it may say, when it is tried again. Values in, values out."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lms.notices.letters import placeholders

MOST_ATTEMPTS = 6
FIRST_WAIT = dt.timedelta(minutes=15)  # doubled by each further attempt: the last one about eight hours after the first


@dataclass(frozen=True)
class Problems:
    """The first placeholder nobody knows, with the field it stands in; the first needed one that is absent."""

    unknown: str = ""
    where: str = ""
    missing: str = ""


def wrong_words(subject: str, body: str, known: Collection[str], needed: Sequence[str]) -> Problems:
    for where, text in (("subject", subject), ("body", body)):
        for word in placeholders(text):
            if word not in known:
                return Problems(unknown=word or "…", where=where)
    missing = next((word for word in needed if word not in placeholders(body)), "")
    return Problems(missing=missing)


def may_write(moment: dt.datetime, *, from_hour: int, working_day: bool) -> bool:
    """Never before the hour nor on a day off (design 1). `moment` by the bureau's clock."""
    return working_day and moment.hour >= from_hour


def next_attempt(at: dt.datetime, attempts: int) -> dt.datetime | None:
    """When a letter that could not be delivered for the `attempts`th time is tried again; None: no more."""
    return at + FIRST_WAIT * 2 ** (attempts - 1) if attempts < MOST_ATTEMPTS else None


def folded(lines: Sequence[str], most: int) -> tuple[list[str], int]:
    """The first `most` lines, and how many more there are."""
    return list(lines[:most]), max(len(lines) - most, 0)
