"""Wagtail's pages that know their reader."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from courses.models import CataloguePage, CoursePage, LessonPage
from lms.study import selectors, services
from lms.study.wagtail_hooks import know_the_reader
from tests import factories
from tests.study.conftest import T0, enrolled, later


@pytest.fixture
def pages(db):
    from home.site import ensure_site

    catalogue = ensure_site()
    course = catalogue.add_child(instance=CoursePage(title="课程", slug="t-01", code="T-01"))
    lesson = course.add_child(instance=LessonPage(title="第1课", slug="l1", code="T-01-L1"))
    return CataloguePage.objects.get(), course, lesson


def ask(page, user):
    request = RequestFactory().get("/")
    request.user = user
    return request, know_the_reader(page, request, (), {})


def test_a_course_page_carries_my_state(pages, enrolment, cast):
    request, answer = ask(pages[1], cast.learner)
    assert answer is None
    mine = request.my_course
    assert (mine.enrolled, mine.start_url, mine.next_url) == (True, "/study/T-01/start/", "")
    services.start(enrolment=enrolment, at=T0)
    services.pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=T0, evidence={})
    mine = ask(pages[1], cast.learner)[0].my_course
    assert (mine.start_url, mine.next_url) == ("", "/study/T-01/T-01-L2/")
    assert [lesson.state for lesson in mine.lessons] == ["done", "todo"]


def test_the_assessment_opens_after_the_content(cast):
    enrolment = enrolled(cast.learner, factories.version(lessons=1, recipe=factories.recipe()))
    assert not selectors.my_course(cast.learner, "T-01").exam_ready
    services.pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=T0, evidence={})
    assert selectors.my_course(cast.learner, "T-01").exam_ready


def test_a_completed_course_says_when(enrolment, cast):
    for code in ("T-01-L1", "T-01-L2"):
        services.pass_lesson(enrolment=enrolment, lesson_code=code, at=later(5), evidence={})
    assert selectors.my_course(cast.learner, "T-01").completed_at == later(5)
    assert selectors.my_states(cast.learner)["T-01"].state == "done"


def test_not_enrolled_knows_nothing(pages, enrolment, cast):
    assert ask(pages[1], cast.stranger)[0].my_course == selectors.MyCourse(enrolled=False)


def test_the_catalogue_carries_states(pages, enrolment, cast):
    assert ask(pages[0], cast.learner)[0].my_states["T-01"].state == "todo"


@pytest.mark.parametrize("who", ["editor", "hr", "leader"])
def test_who_checks_courses_sees_the_lesson_page(pages, cast, who):
    assert ask(pages[2], getattr(cast, who))[1] is None


def test_a_lesson_page_opens_the_player_or_nothing(pages, enrolment, cast, client):
    answer = ask(pages[2], cast.learner)[1]
    assert answer.url == "/study/T-01/T-01-L1/"
    for name in ("stranger", "auditor", "system_admin", "supervision"):
        client.force_login(getattr(cast, name), backend="lms.people.backends.PasswordBackend")
        assert client.get(pages[2].url).status_code == 404, name


def test_the_course_page_renders_for_its_reader(pages, enrolment, sign_in):
    text = sign_in(enrolment.person).get(pages[1].url).content.decode()
    assert "/study/T-01/start/" in text


def count(ask_):
    with CaptureQueriesContext(connection) as asked:
        ask_()
    return len(asked)


def test_the_course_hook_asks_the_same_for_one_and_a_hundred(cast):
    for code, lessons in (("ONE", 1), ("MANY", 100)):
        services.start(enrolment=enrolled(cast.learner, factories.version(code, lessons)), at=T0)
    one, many = (count(lambda c=code: selectors.my_course(cast.learner, c)) for code in ("ONE", "MANY"))
    assert one == many == 4
