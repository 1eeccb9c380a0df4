"""From an old version of a course to the new one."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import CourseVersion
from courses.selectors import latest_version
from lms.audit.services import record
from lms.notices.services import notify
from lms.study.models import Enrolment
from lms.study.selectors import course_url
from lms.study.services.passing import settle


def move_to_version(*, version: CourseVersion, at: dt.datetime) -> int:
    """Whoever is under way in an older version goes on in this one; lessons passed and grades stay. How many.

    Completions keep the version they were made in. Who has not begun gets the newest anyway. Twice changes nothing.
    """
    behind = Enrolment.objects.open().filter(course=version.course, version__number__lt=version.number)
    return sum(_move(pk, version, at) for pk in behind.order_by("pk").values_list("pk", flat=True))


def go_on_in_newest(*, enrolment: Enrolment, at: dt.datetime) -> bool:
    """The learner himself goes over before he has to. False where he need not, also the second time."""
    newest = latest_version(enrolment.course)
    return newest is not None and _move(enrolment.pk, newest, at, himself=True)


@transaction.atomic
def _move(pk: int, version: CourseVersion, at: dt.datetime, himself: bool = False) -> bool:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "course")
    enrolment = rows.get(pk=pk)
    old = enrolment.version
    if old is None or old.number >= version.number or hasattr(enrolment, "completion"):
        return False
    enrolment.version = version
    enrolment.save(update_fields=["version"])
    record(action="study.move_version", target=f"{enrolment.course.code} {enrolment.cycle} {enrolment.person.staff_no}",
           actor=enrolment.person if himself else None, detail={"from": old.number, "to": version.number})
    if not himself:
        _tell(enrolment, version, at)
    settle(enrolment=enrolment, at=at)
    return True


def _tell(enrolment: Enrolment, version: CourseVersion, at: dt.datetime) -> None:
    notify(
        person=enrolment.person, key=f"study.move_version:{enrolment.pk}:{version.pk}", at=at,
        subject=_("“%(course)s” goes on in its new version") % {"course": version.title},
        body=_("What you have passed stays passed; new lessons are added to your task."),
        url=course_url(enrolment.course.code),
    )
