"""From owing a course to being under way."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import Course, CourseVersion
from courses.selectors import latest_version
from lms.study.gates import in_the_way
from lms.study.models import Enrolment


class StartRefused(ValueError):  # noqa: N818 - a refusal in words, not a defect
    """The course cannot be started. Its text is for the learner."""


@transaction.atomic
def enrol(*, person, course: Course, cycle: str, at: dt.datetime) -> Enrolment:
    """One enrolment per person, course and cycle, ever: a repeat returns the first."""
    enrolment, _created = Enrolment.objects.get_or_create(
        person=person, course=course, cycle=cycle, defaults={"created_at": at}
    )
    return enrolment


def pinned(enrolment: Enrolment) -> CourseVersion:
    """The version of an enrolment under way. Raises StartRefused before its start."""
    if enrolment.version is None:
        raise StartRefused(_("This course has not been started."))
    return enrolment.version


@transaction.atomic
def start(*, enrolment: Enrolment, at: dt.datetime, gated: bool = True) -> Enrolment:
    """Pin the newest version; who is under way keeps his (design 1, scenario 11).

    `gated`: by the learner himself; what an officer records has no gate. Raises StartRefused when nothing has been
    published, and with a gate's own sentence.
    """
    if enrolment.started_at:
        return enrolment
    if gated and (sentence := in_the_way(enrolment)):
        raise StartRefused(sentence)
    locked = Enrolment.objects.select_for_update().select_related("course").get(pk=enrolment.pk)
    if not locked.started_at:
        locked.version = latest_version(locked.course)
        if locked.version is None:
            raise StartRefused(_("This course has not been published yet."))
        locked.started_at = at
        locked.save(update_fields=["version", "started_at"])
    enrolment.version, enrolment.started_at = locked.version, locked.started_at
    return enrolment
