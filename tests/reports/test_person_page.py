"""reports:person: one person's cycle, for those he is in the scope of."""

import datetime as dt

import pytest
from django.urls import reverse

from courses.models import CourseVersion, VersionLesson
from lms.audit.models import Entry
from lms.reports.selectors import person_page
from lms.study.models import LessonProgress
from tests import factories
from tests.reports.conftest import assign, at, begin, complete, enrol, pause, sit

JULY = dt.date(2026, 7, 1)


def url(person, **query) -> str:
    return reverse("reports:person", args=[person.staff_no], query=query or None)


DOORS = {
    "learner": 200, "head": 200, "leader": 200, "hr": 200, "supervision": 200, "stranger": 404, "editor": 404,
    "county_admin": 404, "system_admin": 404, "auditor": 404, "inspector": 404,
}


@pytest.mark.parametrize(("role", "status"), DOORS.items())
def test_each_role_at_the_door(cast, sign_in, role, status):
    assert sign_in(getattr(cast, role)).get(url(cast.learner)).status_code == status


def test_refusals_and_readings_are_in_the_log(cast, sign_in):
    sign_in(cast.stranger).get(url(cast.learner))
    sign_in(cast.head).get(url(cast.learner))
    sign_in(cast.learner).get(url(cast.learner))
    found = Entry.objects.filter(target=cast.learner.staff_no).order_by("pk").values_list("action", "actor_no")
    assert list(found) == [
        ("reports.refused", cast.stranger.staff_no), ("reports.read_person", cast.head.staff_no)]


@pytest.fixture
def history(cast, exam, reading):
    """T-01 overdue with one lesson passed and 55 points; T-02 done late; T-03 closed; T-04 his own choice."""
    closed, own = (factories.version(code).course for code in ("T-03", "T-04"))
    assign(cast.learner, exam)
    assign(cast.learner, reading, due_on=dt.date(2026, 5, 1))
    assign(cast.learner, closed, closed_on=dt.date(2026, 5, 1), closed_reason="exempted")
    enrol(cast.learner, own)
    attempt = sit(cast.learner, exam, dt.date(2026, 6, 1), 55)
    LessonProgress.objects.create(
        enrolment=attempt.enrolment, lesson_code="T-01-L1", passed_at=at(dt.date(2026, 5, 1)), saved_at=at(JULY)
    )
    complete(cast.learner, reading, dt.date(2026, 6, 1))


def test_everything_of_the_cycle(cast, history):
    page = person_page(cast.learner, JULY, "2026")
    seen = {task.course.code: (task.cell.state, bool(task.closed), task.lessons_done) for task in page.tasks}
    assert seen == {
        "T-02": ("done", False, 0), "T-01": ("overdue", False, 1), "T-03": ("overdue", True, 0),
        "T-04": ("not_started", False, 0),
    }
    assert list(seen)[-1] == "T-04"
    assert (page.owed, page.completed) == (2, 1)
    late = next(task for task in page.tasks if task.course.code == "T-01")
    assert (late.fact.best, late.days_late, late.open) == (55, 1, True)
    assert not next(task for task in page.tasks if task.course.code == "T-02").on_time


def test_the_page_renders(cast, sign_in, history, time_machine):
    time_machine.move_to(dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC), tick=False)
    text = sign_in(cast.hr).get(url(cast.learner)).content.decode()
    assert "T-01" in text
    assert ">55<" in text
    assert text.count("<h1>") == 1
    assert sign_in(cast.hr).get(url(cast.learner, on="soon")).status_code == 200


def test_of_a_pause_only_the_word_is_shown(cast, sign_in, history):
    pause(cast.learner, dt.date(2026, 6, 1))
    page = person_page(cast.learner, JULY, "2026")
    assert {task.cell.state for task in page.tasks} == {"paused", "done"}
    assert not page.may_be_reminded
    assert "产假" not in sign_in(cast.head).get(url(cast.learner, on="2026-07-01")).content.decode()


def test_hr_gets_the_two_small_forms(cast, sign_in, exam):
    marked = factories.version("T-09", lessons=1, rule="attend", recipe=factories.recipe(kind="marked"))
    assign(cast.learner, marked.course)
    begin(cast.learner, marked.course, dt.date(2026, 6, 1))
    task = person_page(cast.learner, JULY, "2026").tasks[0]
    assert ([lesson.code for lesson in task.attendance_wanted], task.mark_wanted) == (["T-09-L1"], True)
    text = sign_in(cast.hr).get(url(cast.learner, on="2026-07-01")).content.decode()
    assert reverse("assessment:mark") in text
    assert 'name="score"' in text
    assert 'name="score"' not in sign_in(cast.head).get(url(cast.learner, on="2026-07-01")).content.decode()


def test_a_passed_lesson_and_mark_are_no_longer_asked_for(cast, exam):
    marked = factories.version("T-09", lessons=1, rule="attend", recipe=factories.recipe(kind="marked"))
    assign(cast.learner, marked.course)
    attempt = sit(cast.learner, marked.course, dt.date(2026, 6, 1), 70)
    LessonProgress.objects.create(
        enrolment=attempt.enrolment, lesson_code="T-09-L1", passed_at=at(dt.date(2026, 6, 1)), saved_at=at(JULY)
    )
    assert not person_page(cast.learner, JULY, "2026").results_wanted


def test_a_learner_keeps_the_version_he_began(cast):
    first = factories.version("T-05", lessons=1)
    assign(cast.learner, first.course)
    begin(cast.learner, first.course, dt.date(2026, 6, 1))
    factories.version("T-05", lessons=3)
    assert CourseVersion.objects.filter(course=first.course).count() == 2
    assert VersionLesson.objects.filter(version__course=first.course).count() == 4
    assert len(person_page(cast.learner, JULY, "2026").tasks[0].lessons) == 1


def test_queries_do_not_grow_with_tasks(cast, sign_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(cast.hr)
    assign(cast.learner, factories.version("T-20").course)
    client.get(url(cast.learner))
    with CaptureQueriesContext(connection) as few:
        client.get(url(cast.learner))
    for number in range(21, 31):
        course = factories.version(f"T-{number}").course
        assign(cast.learner, course)
        sit(cast.learner, course, dt.date(2026, 6, 1), 90)
    with django_assert_num_queries(len(few)):
        client.get(url(cast.learner))
