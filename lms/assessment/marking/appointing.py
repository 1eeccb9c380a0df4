"""Who marks: appointed by HR for an exam, of one unit's people or of all, in the way invigilators are."""

import datetime as dt

from django.db import transaction

from courses.models import Course
from lms.assessment.marking.models import Marker, MarkingTask
from lms.assessment.marking.refusals import refused
from lms.assessment.marking.telling import tell_appointed
from lms.audit import services as audit
from lms.people.access import has_role, roles_of
from lms.people.models import Department, User


@transaction.atomic
def appoint_marker(
    *, course: Course, cycle: str, department: Department | None, person: User, arbiter: bool, from_on: dt.date,
    to_on: dt.date | None, by: User, at: dt.datetime,
) -> Marker:
    """The same again is the one there is. Raises MarkingRefused."""
    _refuse(person, from_on, to_on, by, at)
    Course.objects.select_for_update(no_key=True).get(pk=course.pk)
    values = {"arbiter": arbiter, "from_on": from_on, "to_on": to_on}
    row, new = Marker.objects.get_or_create(
        course=course, cycle=cycle, department=department, person=person, removed_at=None,
        defaults=values | {"by": by, "at": at})
    if not new and any(getattr(row, name) != value for name, value in values.items()):
        raise refused("appointed")
    if new:
        tell_appointed(row, at)
        audit.record(action="assessment.marker", actor=by, target=f"{course.code} {person.staff_no}", detail={
            "cycle": cycle, "unit": department.code if department else "", "arbiter": arbiter,
            "from_on": str(from_on), "to_on": str(to_on or "")})
    return row


def _refuse(person: User, from_on: dt.date, to_on: dt.date | None, by: User, at: dt.datetime) -> None:
    code = ""
    if not has_role(by, "hr"):
        code = "not_hr"
    elif not roles_of(person, at.date()) & {"learner", "head", "leader", "hr"}:
        code = "no_post"
    elif to_on and to_on < from_on:
        code = "days"
    if code:
        raise refused(code)


@transaction.atomic
def dismiss_marker(*, marker: Marker, by: User, at: dt.datetime) -> Marker:
    """What he has marked stays; what he has open is free for others. Twice changes nothing. Raises MarkingRefused."""
    if not has_role(by, "hr"):
        raise refused("not_hr")
    row = Marker.objects.select_for_update(of=("self",)).select_related("course", "person").get(pk=marker.pk)
    if row.removed_at is None:
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        MarkingTask.objects.filter(claimed_by=row.person, attempt__enrolment__course=row.course_id).update(
            claimed_by=None, claimed_until=None)
        audit.record(action="assessment.marker_removed", actor=by, target=f"{row.course.code} {row.person.staff_no}",
                     detail={"cycle": row.cycle})
    return row
