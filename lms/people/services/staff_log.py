"""Acts of HR on a person, told to the chained log and to the administration's own history."""

from typing import Any

from wagtail.log_actions import log

from lms.audit.services import record
from lms.people.models import User


def tell(act: str, person: User, by: User | None, **detail: Any) -> None:
    """`detail` holds no reason of a pause: the log is read by others than HR."""
    record(action=f"people.{act}", actor=by, target=person.staff_no, detail=detail)
    log(instance=person, action=f"people.{act}", user=by, data=detail, title=f"{person}"[:255])
