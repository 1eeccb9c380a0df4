"""Who takes part in a discussion, and in which capacity."""

from dataclasses import dataclass

from courses.models import Course, CourseVersion
from courses.selectors import latest_version
from lms.discussion import members, rules
from lms.discussion.models import Board, codes_edited_by
from lms.people.access import has_role

MODERATORS = (rules.EDITOR, rules.HR)


@dataclass(frozen=True)
class Seat:
    """`office`: in which capacity the viewer moderates, empty when he does not; `version`: what he reads."""

    office: str
    version: CourseVersion
    enrolled: bool


def seat_of(viewer, course: Course) -> Seat | None:
    """The viewer's seat in the course's discussions; None for who neither belongs to it nor moderates it."""
    office, his = office_of(viewer, course), members.version_of(viewer, course.pk)
    version = his or (latest_version(course) if office else None)
    return Seat(office, version, his is not None) if version else None


def office_of(viewer, course: Course) -> str:
    """As what the viewer moderates the course: HR every one, an editor those whose page is his; else nothing."""
    if has_role(viewer, rules.HR):
        return rules.HR
    if has_role(viewer, rules.EDITOR) and codes_edited_by(viewer).filter(code=course.code).exists():
        return rules.EDITOR
    return ""


def is_open(course: int, lesson_code: str) -> bool:
    """Is the lesson discussed, as the bureau, the course and the lesson have it (one query)?"""
    return next(iter(Board.objects.deciding(course, lesson_code).values_list("is_open", flat=True)), False)
