"""Acts of HR on a person, told to the chained log and to the administration's own history."""

from typing import Any

from wagtail.log_actions import log

from lms.audit.services import record
from lms.people.models import Act, User


def tell(act: Act, person: User, **detail: Any) -> None:
    """`detail` holds no reason of a pause: the log is read by others than HR.

    The administration's history keeps it as a line about the act, which HR may see, and not about the account: whoever
    keeps accounts would read there who was moved, paused and gone.
    """
    record(action=f"people.{act.kind}", actor=act.by, target=person.staff_no, detail=detail)
    log(instance=act, action=f"people.{act.kind}", user=act.by, data=detail, title=f"{person}"[:255])
