"""Lessons opened for discussion, and closed."""

import datetime as dt

from django.db import transaction

from courses.models import Course
from lms.audit.services import record
from lms.discussion.models import Board
from lms.people.models import User


@transaction.atomic
def set_board(*, course: Course, lesson_code: str, is_open: bool | None, by: User, at: dt.datetime) -> bool:
    """Open or closed from now on; None: a lesson goes with its course. False when nothing changes.

    What was written stays whatever is set. No lesson code: the course as a whole, which is closed by None.
    """
    found = Board.objects.select_for_update().filter(course=course, lesson_code=lesson_code).first()
    if (found.is_open if found else None) == is_open:
        return False
    if is_open is None:
        Board.objects.filter(course=course, lesson_code=lesson_code).delete()
    else:
        Board.objects.update_or_create(
            course=course, lesson_code=lesson_code, defaults={"is_open": is_open, "changed_at": at, "changed_by": by}
        )
    record(action="discussion.set_board", actor=by, target=f"{course.code} {lesson_code}".strip(),
           detail={"open": is_open})
    return True
