"""The pages people open most ask as many questions of the database for 100 of each as for 1."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from courses.models import CataloguePage, CoursePage
from home.site import ensure_site
from lms.common import clock
from lms.curricula.models import Assignment, Curriculum
from lms.study.services import enrol
from tests import factories

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def queries(client, path: str) -> int:
    client.get(path)  # the session and the site are known by the second time
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.fixture
def owe(cast):
    """Let a person owe a course of so many lessons."""
    day = clock.today()
    curriculum = Curriculum.objects.create(
        code="K", title="必修", cycle=clock.cycle_of(day), basis="1号", issued_on=day, due_on=day + dt.timedelta(days=9)
    )

    def _owe(person, code: str, lessons: int = 1):
        found = factories.CourseVersion.objects.filter(course__code=code).first()
        version = found or factories.version(code=code, lessons=lessons)
        enrol(person=person, course=version.course, cycle=curriculum.cycle, at=AT)
        Assignment.objects.create(
            person=person, course=version.course, cycle=curriculum.cycle, curriculum=curriculum, required=True,
            reason="本科室", basis="1号", issued_on=day, due_on=curriculum.due_on,
        )
        return version

    return _owe


def test_desk(cast, sign_in, owe):
    client = sign_in(cast.learner)
    owe(cast.learner, "T-1")
    one = queries(client, "/")
    for number in range(2, 101):
        owe(cast.learner, f"T-{number}")
    assert queries(client, "/") == one


def test_lesson(cast, sign_in, owe):
    client = sign_in(cast.learner)
    owe(cast.learner, "T-1", lessons=1)
    owe(cast.learner, "T-100", lessons=100)
    assert queries(client, "/study/T-1/T-1-L1/") == queries(client, "/study/T-100/T-100-L50/")


def test_course(cast, sign_in, owe):
    catalogue = ensure_site()
    for code, lessons in (("T-1", 1), ("T-100", 100)):
        owe(cast.learner, code, lessons=lessons)
        parent = CataloguePage.objects.get(pk=catalogue.pk)
        parent.add_child(instance=CoursePage(title=code, code=code, slug=code.lower()))
    assert Page.objects.filter(slug="t-100").exists()
    client = sign_in(cast.learner)
    assert queries(client, "/courses/t-1/") == queries(client, "/courses/t-100/")


def test_unit_page(cast, sign_in, owe):
    client = sign_in(cast.head)
    owe(cast.learner, "T-1")
    one = queries(client, "/reports/unit/0101/")
    for number in range(1, 100):
        owe(factories.person(f"同事{number}", cast.section), "T-1")
    assert queries(client, "/reports/unit/0101/") == one
