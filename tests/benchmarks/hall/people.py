"""`python -m tests.benchmarks.hall.people MANY SEED`: people ready to sit, with sessions, as JSON lines on stdout."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from courses.models import CourseVersion  # noqa: E402
from lms.people.models import Category, Department, Posting, User  # noqa: E402
from lms.study.models import Enrolment, LessonProgress  # noqa: E402
from tests import factories  # noqa: E402
from tests.benchmarks.hall import COURSE  # noqa: E402


def version() -> CourseVersion:
    """A course of one lesson and an exam of twenty questions out of sixty."""
    found = CourseVersion.objects.filter(course__code=COURSE).first()
    if found:
        return found
    factories.bank("HALL", singles=60, multis=20, judges=20)
    sections = [{"bank": "HALL", "kind": kind, "count": count, "points": 5}
                for kind, count in (("single", 12), ("multi", 4), ("judge", 4))]
    return factories.version(COURSE, lessons=1, recipe=factories.recipe(sections=sections, minutes=30))


@transaction.atomic
def seat(many: int, seed: int) -> list[tuple[str, str]]:
    """(staff number, session) of each."""
    made, now = version(), timezone.now()
    unit = Department.objects.filter(code="0101").first() or factories.unit(
        "0101", "养老保险科", factories.unit("00", "示例局", kind="root"))
    secret = make_password("Study-2026")
    people = User.objects.bulk_create(
        User(staff_no=f"{seed * 10_000 + n:06}", full_name=f"考生{n}", password=secret) for n in range(many))
    Posting.objects.bulk_create(
        Posting(person=person, department=unit, post="科员", rank="一级科员", category=Category.CIVIL_SERVANT,
                from_on="2020-01-01") for person in people)
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(person=person, course=made.course, cycle=str(now.year), version=made, created_at=now, started_at=now)
        for person in people)
    LessonProgress.objects.bulk_create(
        LessonProgress(enrolment=row, lesson_code=f"{COURSE}-L1", passed_at=now, saved_at=now) for row in enrolments)
    return [(person.staff_no, _session(person)) for person in people]


def _session(person: User) -> str:
    client = Client()
    client.force_login(person, backend="lms.people.backends.PasswordBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    for row in seat(int(sys.argv[1]), int(sys.argv[2])):
        print(json.dumps(row))
