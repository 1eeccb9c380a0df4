"""HR reads how many people are in which version, what changed, and until when."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.curricula.models import Changeover
from lms.study.services import enrol, pass_lesson, start
from tests import factories

AT = dt.datetime(2026, 4, 1, 2, tzinfo=dt.UTC)


def make(cast, code: str = "T-01"):
    first = factories.version(code=code, lessons=1)
    for person in (cast.head, cast.learner):
        start(enrolment=enrol(person=person, course=first.course, cycle="2026", at=AT), at=AT)
    pass_lesson(enrolment=cast.head.enrolments.get(course=first.course), lesson_code=f"{code}-L1", at=AT, evidence={})
    return factories.version(code=code, lessons=2, change_note="补充一课")


def test_people_by_version(cast, sign_in):
    second = make(cast)
    factories.version(code="T-02")  # one version only: nothing to say
    start(enrolment=enrol(person=cast.stranger, course=second.course, cycle="2026", at=AT), at=AT)
    Changeover.objects.create(version=second, finish_by=dt.date(2026, 8, 31), reason="条例修订")
    response = sign_in(cast.hr).get(reverse("course_versions"))
    rows = [(row.code, row.number, row.under_way, row.finished, row.newest) for row in response.context["rows"]]
    assert rows == [("T-01", 2, 1, 0, True), ("T-01", 1, 1, 1, False)]
    shown = response.content.decode()
    assert "补充一课" in shown
    assert "2026年8月31日" in shown
    assert reverse("course_version_changes", args=["T-01", 2]) in shown


def test_a_day_can_be_set_from_there(cast, sign_in):
    second = make(cast)
    client = sign_in(cast.hr)
    shown = client.get(reverse("course_versions")).content.decode()
    url = f"{reverse('changeovers:add')}?version={second.pk}"
    assert url in shown
    assert f'value="{second.pk}" selected' in client.get(url).content.decode()
    client.post(url, {"version": second.pk, "finish_by": "2026-08-31", "reason": "条例修订"})
    assert Changeover.objects.get().version == second


def test_hr_reads_the_differences(cast, sign_in):
    make(cast)
    assert sign_in(cast.hr).get(reverse("course_version_changes", args=["T-01", 2])).status_code == 200


def test_nobody_else(cast, sign_in):
    for person in (cast.editor, cast.leader, cast.system_admin):
        assert sign_in(person).get(reverse("course_versions")).status_code == 404


def test_as_many_questions_for_ten_times_the_courses(cast, sign_in):
    client = sign_in(cast.hr)

    def asked() -> int:
        client.get(reverse("course_versions"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("course_versions")).status_code == 200
        return len(queries)

    make(cast)
    few = asked()
    for number in range(2, 12):
        make(cast, f"T-{number:02}")
    assert asked() == few
