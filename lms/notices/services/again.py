"""Letters that did not arrive, sent once more."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from lms.notices.models import Mail


@transaction.atomic
def send_again(*, mails: Collection[int], at: dt.datetime) -> int:
    """What failed, or waits for its next attempt, is tried at the next delivery, to the address known now.

    How many. What was sent is left alone; pressed twice, it still goes once.
    """
    rows = Mail.objects.filter(pk__in=mails).exclude(state=Mail.State.SENT).select_related("person")
    for mail in (found := list(rows.select_for_update(of=("self",)).order_by("pk"))):
        mail.address = mail.person.email or mail.address
        mail.state, mail.attempts, mail.next_at = Mail.State.WAITING, 0, at
    Mail.objects.bulk_update(found, ["address", "state", "attempts", "next_at"])
    return len(found)
