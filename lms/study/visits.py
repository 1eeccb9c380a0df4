"""One opening of a lesson, signed, so that opening it writes nothing."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from lms.study.rules import BeatRefused

SALT = "lms.study.visit"
VALID_FOR = dt.timedelta(days=7)  # what was seen without a network may come this late
SKEW = dt.timedelta(seconds=5)  # between the clocks of two servers


@dataclass(frozen=True)
class VisitToken:
    """Who opened which lesson when. `visit` tells one opening from another."""

    visit: uuid.UUID
    enrolment_id: int
    lesson_code: str
    opened_at: dt.datetime


def open_visit(*, enrolment_id: int, lesson_code: str, at: dt.datetime) -> str:
    """A signed token for a page that is being shown at `at`."""
    values = [uuid.uuid4().hex, enrolment_id, lesson_code, at.timestamp()]
    return signing.dumps(values, salt=SALT)


def read_visit(token: object, *, at: dt.datetime) -> VisitToken:
    """What a page shows as its visit. Raises BeatRefused when it is forged or more than a week old."""
    try:
        visit, owner, code, opened = signing.loads(str(token), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BeatRefused(_("This page cannot be trusted. Reload it and go on.")) from error
    opened_at = dt.datetime.fromtimestamp(opened, tz=dt.UTC)
    if opened_at > at + SKEW:
        raise BeatRefused(_("This page cannot be trusted. Reload it and go on."))
    if at - opened_at > VALID_FOR:
        raise BeatRefused(_("This page was opened more than a week ago. Reload it and go on."))
    return VisitToken(uuid.UUID(visit), owner, code, min(opened_at, at))
