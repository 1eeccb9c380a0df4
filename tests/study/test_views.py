"""The player's doors, honest and forged."""

import json
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.audit.models import Entry
from lms.study import services
from lms.study.models import Completion, Enrolment, LessonProgress
from lms.study.visits import open_visit
from tests import factories
from tests.study.conftest import T0, enrolled, later

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
PAGE = "/study/T-01/T-01-L1/"


@pytest.fixture
def clock():
    with time_machine.travel(T0, tick=False) as traveller:
        yield traveller


@pytest.fixture
def learner(enrolment, clock, sign_in):
    return sign_in(enrolment.person)


def token(enrolment, code="T-01-L1"):
    return open_visit(enrolment_id=enrolment.pk, lesson_code=code, at=T0)


def send(client, token, **changes):
    body = {"visit": token, "seq": 1, "intervals": [[0, 10]], "position": 10} | changes
    return client.post(f"{PAGE}beat/", json.dumps(body), content_type="application/json")


def test_the_page_shows_the_lesson_and_what_is_missing(learner):
    page = learner.get(PAGE)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("<h1") == 1
    assert "正文" in text
    assert "study/player.js" in text
    assert "T-01-L2" in text


def test_showing_a_lesson_writes_nothing(learner):
    learner.get("/transcript/")  # the first page of a session renews it
    with CaptureQueriesContext(connection) as asked:
        learner.get(PAGE)
    assert [query["sql"] for query in asked if WRITES.match(query["sql"])] == []
    assert Enrolment.objects.get().started_at is None


def test_the_first_beat_starts_and_is_answered(learner, enrolment, clock):
    clock.move_to(later(10))
    answer = send(learner, token(enrolment)).json()
    assert (answer["covered"], answer["needed"], answer["passed"], answer["next"]) == (10, 60, False, None)
    assert answer["saved_at"] == "10:00:10"
    assert answer["message"]
    assert Enrolment.objects.get().started_at == later(10)


def test_a_lesson_is_finished_and_shows_the_way_on(learner, enrolment, clock):
    clock.move_to(later(60))
    answer = send(learner, token(enrolment), intervals=[[0, 60]]).json()
    assert answer["passed"]
    assert answer["next"]["url"] == "/study/T-01/T-01-L2/"


def test_after_the_last_lesson_comes_the_assessment(cast, clock, sign_in):
    enrolment = enrolled(cast.learner, factories.version(lessons=1, recipe=factories.recipe()))
    clock.move_to(later(60))
    answer = send(sign_in(cast.learner), token(enrolment), intervals=[[0, 60]]).json()
    assert answer["next"]["url"] == reverse("assessment:intro", args=["T-01"])


def test_a_script_ahead_of_the_clock_is_told_so(learner, enrolment, clock):
    clock.move_to(later(5))
    answer = send(learner, token(enrolment), intervals=[[0, 60]]).json()
    assert (answer["covered"], answer["flagged"], answer["passed"]) == (5, True, False)
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"visit": "forged"}, {"visit": None}, {"seq": -1}, {"seq": 10**20}, {"intervals": [[0, 1e12]]},
        {"intervals": [[float("nan"), 1]]}, {"intervals": [[0, 10**400]]}, {"intervals": "all"}, {"position": None},
    ],
)
def test_forged_beats_are_refused_in_words(learner, enrolment, change, clock):
    clock.move_to(later(30))
    answer = send(learner, token(enrolment), **change)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "null", "{", '{"visit":' * 50_000])
def test_a_body_that_is_no_beat(learner, body):
    answer = learner.post(f"{PAGE}beat/", body, content_type="application/json")
    assert answer.status_code == 400


def test_a_visit_of_another_lesson_or_person_or_week_is_refused(learner, enrolment, cast, clock):
    other = enrolled(cast.stranger, enrolment.course.versions.get())
    assert send(learner, token(enrolment, "T-01-L2")).status_code == 400
    assert send(learner, token(other)).status_code == 400
    week_old = open_visit(enrolment_id=enrolment.pk, lesson_code="T-01-L1", at=later(-7 * 86400 - 1))
    assert send(learner, week_old).status_code == 400


def test_a_visit_from_the_future_is_refused(learner, enrolment):
    visit = open_visit(enrolment_id=enrolment.pk, lesson_code="T-01-L1", at=later(60))
    assert send(learner, visit).status_code == 400


@pytest.mark.parametrize("tail", ["", "beat/", "read/"])
def test_not_assigned_is_not_found_and_logged(cast, sign_in, tail):
    factories.version()
    client = sign_in(cast.stranger)
    answer = client.post(PAGE + tail) if tail else client.get(PAGE)
    assert answer.status_code == 404
    assert Entry.objects.get(action="study.refused").actor_no == "00104"


def test_a_lesson_of_another_course_is_not_found(learner):
    factories.version("T-02")
    assert learner.get("/study/T-01/T-02-L1/").status_code == 404


def test_beats_need_the_csrf_token(enrolment, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(enrolment.person, backend="lms.people.backends.PasswordBackend")
    assert send(client, token(enrolment)).status_code == 403


@pytest.mark.parametrize("path", [f"{PAGE}beat/", f"{PAGE}read/", "/study/T-01/start/"])
def test_writing_is_never_a_get(learner, path):
    assert learner.get(path).status_code == 405


def test_signed_out_is_sent_to_sign_in(enrolment, client):
    assert client.get(PAGE).status_code == 302
    assert send(client, token(enrolment)).status_code == 302


def test_start_goes_to_the_lesson_where_he_stopped(learner, enrolment):
    assert learner.post("/study/t-01/start/").url == PAGE
    services.pass_lesson(enrolment=enrolment, lesson_code="T-01-L1", at=T0, evidence={})
    assert learner.post("/study/T-01/start/").url == "/study/T-01/T-01-L2/"


def test_reading_without_script(learner, enrolment, clock):
    visit = token(enrolment)
    clock.move_to(later(20))
    early = learner.post(f"{PAGE}read/", {"visit": visit}, follow=True).content.decode()
    assert "40" in early
    clock.move_to(later(60))
    learner.post(f"{PAGE}read/", {"visit": visit})
    assert LessonProgress.objects.get().passed_at == later(60)


def test_reading_with_a_forged_visit(learner):
    assert learner.post(f"{PAGE}read/", {"visit": "x"}).status_code == 302
    assert not LessonProgress.objects.exists()


def page_queries(client, path):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_hundred_lessons_ask_no_more_than_one(cast, sign_in):
    client = sign_in(cast.learner)
    for code, lessons in (("ONE", 1), ("MANY", 100)):
        enrolment = enrolled(cast.learner, factories.version(code, lessons))
        services.start(enrolment=enrolment, at=T0)
    client.get("/study/ONE/ONE-L1/")
    assert page_queries(client, "/study/ONE/ONE-L1/") == page_queries(client, "/study/MANY/MANY-L1/")


@pytest.fixture
def attended(cast):
    return enrolled(cast.learner, factories.version(lessons=1, rule="attend"))


FORM = {"staff_no": "00101", "course": "T-01", "lesson": "T-01-L1", "note": "签到表 3 号"}


def test_hr_records_an_attendance(attended, cast, sign_in):
    assert sign_in(cast.hr).post("/study/attendance/", FORM).status_code == 302
    progress = LessonProgress.objects.get()
    assert (progress.evidence["note"], progress.evidence["by"]) == ("签到表 3 号", "R-hr")
    assert Completion.objects.get().person == cast.learner


@pytest.mark.parametrize("change", [{"staff_no": "0"}, {"course": "T-99"}, {"lesson": "T-01-L9"}, {"note": ""}])
def test_an_impossible_attendance_is_refused_in_words(attended, cast, sign_in, change):
    answer = sign_in(cast.hr).post("/study/attendance/", FORM | change)
    assert answer.status_code == 400
    assert "field-error" in answer.content.decode()
    assert not LessonProgress.objects.exists()


def test_attendance_does_not_pass_a_reading_lesson(enrolment, cast, sign_in):
    assert sign_in(cast.hr).post("/study/attendance/", FORM).status_code == 400


@pytest.mark.parametrize("who", ["learner", "head", "leader", "supervision", "editor", "county_admin",
                                 "system_admin", "auditor", "inspector", "stranger"])
def test_only_hr_records_attendance(attended, cast, sign_in, who):
    client = sign_in(getattr(cast, who))
    assert client.get("/study/attendance/").status_code == 404
    assert client.post("/study/attendance/", FORM).status_code == 404
    assert not LessonProgress.objects.exists()
