"""The desk: what is owed, by when, and where to go on."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.functional import SimpleLazyObject

from home.selectors import desk_of
from home.site import ensure_site
from lms.curricula.models import Assignment, Curriculum
from lms.notices.services import notify
from lms.study import services
from lms.study.models import LessonProgress
from tests import factories

TODAY = dt.date(2026, 6, 21)
NOW = dt.datetime(2026, 6, 21, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def owe(person, code, due_on=dt.date(2026, 6, 30), lessons=2, **fields):
    """An assignment with its enrolment, as curricula makes them."""
    version = factories.version(code, lessons, recipe=fields.pop("recipe", None))
    curriculum, _ = Curriculum.objects.get_or_create(
        code="K", defaults={"title": "方案", "cycle": "2026", "basis": "文件", "issued_on": "2026-01-01",
                            "due_on": "2026-12-31"},
    )
    defaults = {"required": True, "reason": "经办人员", "basis": "人社〔2026〕1号", "issued_on": dt.date(2026, 1, 1)}
    Assignment.objects.create(
        person=person, course=version.course, cycle="2026", curriculum=curriculum, due_on=due_on, **(defaults | fields)
    )
    return services.enrol(person=person, course=version.course, cycle="2026", at=NOW)


def finish(enrolment, *numbers):
    for number in numbers:
        code = f"{enrolment.course.code}-L{number}"
        services.pass_lesson(enrolment=enrolment, lesson_code=code, at=NOW, evidence={})


def desk(person):
    return desk_of(person, TODAY)


def test_tasks_by_due_date_with_marks(cast):
    owe(cast.learner, "LATE", dt.date(2026, 6, 18))
    owe(cast.learner, "FAR", dt.date(2026, 9, 30))
    owe(cast.learner, "SOON", dt.date(2026, 6, 30))
    owe(cast.stranger, "OTHER")
    rows = desk(cast.learner).tasks
    assert [(row.code, row.mark) for row in rows] == [("LATE", "late"), ("SOON", "soon"), ("FAR", "")]
    assert "3" in rows[0].due_text
    assert "9" in rows[1].due_text


def test_what_is_missing_and_where_to_go_on(cast):
    enrolment = owe(cast.learner, "T-01", recipe=factories.recipe())
    assert desk(cast.learner).tasks[0].action_url == "/study/T-01/start/"
    finish(enrolment, 1)
    row = desk(cast.learner).tasks[0]
    assert (row.states, row.done, row.action_url) == (("done", "todo"), 1, "/study/T-01/T-01-L2/")
    assert "测验" in row.missing
    finish(enrolment, 2)
    row = desk(cast.learner).tasks[0]
    assert (row.missing, row.action_url) == ("测验", "/assessment/T-01/")


def test_continue_lands_where_he_stopped_last(cast):
    for code in ("AA", "BB"):
        services.start(enrolment=owe(cast.learner, code), at=NOW)
    first = cast.learner.enrolments.get(course__code="BB")
    LessonProgress.objects.create(enrolment=first, lesson_code="BB-L2", position=40, saved_at=NOW)
    row = desk(cast.learner).going_on
    assert (row.action_url, row.step.position) == ("/study/BB/BB-L2/", 40)


def test_done_moves_to_the_fold(cast):
    finish(owe(cast.learner, "T-01"), 1, 2)
    shown = desk(cast.learner)
    assert shown.tasks == ()
    assert [(row.code, row.hours) for row in shown.completed] == [("T-01", Decimal("2.00"))]
    assert shown.going_on is None


def test_a_closed_assignment_is_no_longer_owed(cast):
    owe(cast.learner, "T-01", closed_on=TODAY, closed_reason="post_change")
    assert desk(cast.learner).tasks == ()


def test_an_enrolment_without_assignment_is_shown_undated(cast):
    services.enrol(person=cast.learner, course=factories.version("OWN").course, cycle="2026", at=NOW)
    services.enrol(person=cast.learner, course=factories.version("OLD").course, cycle="2025", at=NOW)
    rows = desk(cast.learner).tasks
    assert [(row.code, row.due_on, row.required) for row in rows] == [("OWN", None, None)]


def test_a_course_not_yet_published_waits(cast):
    from courses.models import Course

    course = Course.objects.create(code="NEW", title="新课")
    services.enrol(person=cast.learner, course=course, cycle="2026", at=NOW)
    assert desk(cast.learner).tasks[0].action_url == ""


def test_the_page(cast, sign_in):
    ensure_site()
    finish(owe(cast.learner, "T-01"), 1)
    owe(cast.learner, "T-02", dt.date(2026, 6, 1))
    notify(person=cast.learner, key="n", subject="请注意", at=NOW)
    text = sign_in(cast.learner).get("/").content.decode()
    assert text.count("<h1") == 1
    for said in ("课程 T-01", "task-late", "请注意", "养老保险科", "segment-done", "人社〔2026〕1号"):
        assert said in text
    assert 'action="/study/T-02/start/"' in text


def test_everyone_has_a_desk(cast, client):
    for name, user in cast.everyone().items():
        client.force_login(user, backend="lms.people.backends.PasswordBackend")
        answer = client.get("/")
        assert answer.status_code == 200, name
        assert "empty-title" in answer.content.decode(), name


@pytest.mark.parametrize(
    ("who", "has", "has_not"),
    [
        ("learner", "/transcript/", "/reports/"), ("head", "/reports/", "/curricula/"),
        ("hr", "/curricula/", "/audit/"), ("auditor", "/audit/", "/reports/"),
        ("system_admin", "/admin/", "/reports/"), ("editor", "/admin/", "/reports/"),
        ("supervision", "/reports/", "/admin/"), ("county_admin", "/reports/", "/admin/"),
    ],
)
def test_ways_follow_the_roles(cast, rf, who, has, has_not):
    from home.navigation import navigation

    ways = navigation(getattr(cast, who), "/")
    urls = {item.url for item in (*ways.shown, *ways.folded)}
    assert has in urls
    assert has_not not in urls


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", "/"), ("/study/X/Y/", "/"), ("/assessment/X/", "/"), ("/courses/x/", "/courses/"),
     ("/transcript/form/2026/", "/transcript/"), ("/notices/", "/notices/"),
     ("/study/attendance/", "/study/attendance/"), ("/people/password/", None)],
)
def test_one_way_is_the_present_one(cast, path, current):
    from home.navigation import navigation

    ways = navigation(cast.hr, path)
    marked = [item.url for item in (*ways.shown, *ways.folded) if item.current]
    assert marked == ([current] if current else [])


def test_many_ways_are_folded_and_the_present_one_is_seen_there(cast):
    from home.navigation import LINE, navigation

    assert not navigation(cast.learner, "/").folded
    ways = navigation(cast.hr, "/study/attendance/")
    assert len(ways.shown) == LINE + 1
    assert ways.within
    assert not navigation(cast.hr, "/").within


def count(ask):
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_one_task_or_thirty_ask_the_same(cast, sign_in):
    ensure_site()
    services.start(enrolment=owe(cast.learner, "C-0"), at=NOW)
    client = sign_in(cast.learner)
    client.get("/")
    few = count(lambda: client.get("/")), count(lambda: desk(cast.learner))
    for n in range(1, 30):
        enrolment = owe(cast.learner, f"C-{n}", lessons=n % 4 + 1)
        if n % 3:
            services.start(enrolment=enrolment, at=NOW)
        if n % 5 == 0:
            finish(enrolment, *range(1, n % 4 + 2))
        notify(person=cast.learner, key=f"n{n}", subject="通知", at=NOW)
    assert (count(lambda: client.get("/")), count(lambda: desk(cast.learner))) == few
    assert few[1] <= 12


def test_the_frame_costs_two_queries_and_nothing_where_unseen(cast, rf):
    from home.context import bureau

    request = rf.get("/")
    request.user = SimpleLazyObject(lambda: cast.learner)  # as the framework gives it
    assert count(lambda: bureau(request)) == 0
    assert count(lambda: [str(value) for value in bureau(request).values()]) <= 2


def test_strangers_are_sent_to_sign_in(client, db):
    assert client.get("/").url.startswith("/people/sign-in/")


def test_health(client, db, monkeypatch):
    assert client.get("/healthz").json() == {"status": "ok"}

    def fail(*args):
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr("home.views.connection.cursor", fail)
        assert client.get("/healthz").status_code == 503


def test_few_notices_are_shown_and_all_are_counted(cast, sign_in):
    for number in range(7):
        notify(person=cast.learner, key=f"n{number}", subject=f"第{number}号", at=NOW)
    shown = desk(cast.learner).notices
    assert (len(shown), shown[0].total) == (5, 7)
    assert sign_in(cast.learner).get("/").content.decode().count('<span class="count">7</span>') == 2


def test_every_page_leads_to_feedback(cast, sign_in):
    footer = sign_in(cast.learner).get("/notices/").content.decode().partition("site-footer")[2]
    assert 'href="/feedback/"' in footer
