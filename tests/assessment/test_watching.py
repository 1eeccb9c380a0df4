"""Who watches an exam, what he sees, and what he may do: minutes, the attempt open again, with a reason in the log."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.assessment import services
from lms.assessment.models import AttemptEvent, GradeEvent, MakeUpPlace
from lms.audit.models import Entry
from tests import factories
from tests.assessment.acts import answer, answer_all, began, device, url
from tests.assessment.conftest import MINUTE, NINE, enrolled, right
from tests.attacks.conftest import browser

WATCH = ["T-01", "2026"]


@pytest.fixture
def invigilator(exam, cast):
    """The head watches his own unit's people."""
    services.appoint_invigilator(course=exam.enrolment.course, cycle="2026", department=cast.section,
                                 person=cast.head, by=cast.hr, at=NINE)
    return cast.head


def give(attempt, by, **changes):
    values = {"minutes": 10, "reason": "停电", "at": NINE + MINUTE} | changes
    return services.add_minutes(attempt=attempt, by=by, **values)


def kinds(attempt) -> list[str]:
    return list(attempt.events.values_list("kind", flat=True))


# More minutes

def test_minutes_move_the_deadline_once_and_are_logged(exam, cast):
    attempt = began(exam)
    for _ in range(2):  # a double click
        give(attempt, cast.hr)
    attempt.refresh_from_db()
    assert attempt.deadline_at == NINE + 40 * MINUTE
    assert kinds(attempt) == ["start", "minutes"]
    assert Entry.objects.get(action="assessment.minutes").detail["reason"] == "停电"
    answer(attempt, at=NINE + 35 * MINUTE)
    give(attempt, cast.hr, at=NINE + 36 * MINUTE)
    attempt.refresh_from_db()
    assert attempt.deadline_at == NINE + 50 * MINUTE


@pytest.mark.parametrize(("changes", "code"), [
    ({"minutes": 0}, "minutes"), ({"minutes": 241}, "minutes"), ({"reason": " "}, "reason"),
    ({"at": NINE + 30 * MINUTE}, "closed"),
])
def test_minutes_are_refused(exam, cast, changes, code):
    attempt = began(exam)
    with pytest.raises(services.GrantRefused) as caught:
        give(attempt, cast.hr, **changes)
    attempt.refresh_from_db()
    assert (caught.value.code, attempt.deadline_at, kinds(attempt)) == (code, NINE + 30 * MINUTE, ["start"])


@pytest.mark.parametrize("who", ["learner", "head", "leader", "supervision", "editor", "county_admin", "auditor"])
def test_only_hr_and_the_appointed_give_minutes(exam, cast, who):
    with pytest.raises(services.GrantRefused) as caught:
        give(began(exam), getattr(cast, who))
    assert caught.value.code == "not_yours"


def test_an_invigilator_acts_for_his_unit_alone_and_never_for_himself(exam, cast, invigilator):
    give(began(exam), invigilator)
    other, own = enrolled(cast.stranger, exam.version), enrolled(cast.head, exam.version)
    for enrolment, code in ((other, "not_yours"), (own, "own")):
        with pytest.raises(services.GrantRefused) as caught:
            give(services.start_attempt(enrolment=enrolment, at=NINE), invigilator)
        assert caught.value.code == code


# Opening again

def again(attempt, by, **changes):
    values = {"minutes": 20, "reason": "误点交卷", "at": NINE + 2 * MINUTE} | changes
    return services.reopen(attempt=attempt, by=by, **values)


def test_a_reopened_attempt_keeps_its_answers_and_the_next_grade_replaces_the_first(exam, cast):
    attempt = began(exam)
    answer(attempt, keys=right(attempt)[1])
    services.hand_in(attempt=attempt, at=NINE + MINUTE)
    exam.enrolment.refresh_from_db()
    assert exam.enrolment.grade == 12
    for _ in range(2):
        again(attempt, cast.hr)
    attempt.refresh_from_db()
    assert (attempt.closed_at, attempt.score, attempt.deadline_at) == (None, None, NINE + 22 * MINUTE)
    answer(attempt, keys=(), revision=2, at=NINE + 3 * MINUTE)
    services.hand_in(attempt=attempt, at=NINE + 4 * MINUTE)
    exam.enrolment.refresh_from_db()
    assert list(GradeEvent.objects.values_list("score", flat=True)) == [12, 0]
    assert exam.enrolment.grade == 0  # the newest of the attempt stands, though the first was higher
    assert kinds(attempt) == ["start", "handed_in", "reopened", "handed_in"]


def test_a_reopened_attempt_may_pass(exam, cast):
    attempt = began(exam)
    services.hand_in(attempt=attempt, at=NINE + MINUTE)
    again(attempt, cast.hr)
    answer_all(attempt, at=NINE + 3 * MINUTE)
    assert services.hand_in(attempt=attempt, at=NINE + 4 * MINUTE).passed
    exam.enrolment.refresh_from_db()
    assert exam.enrolment.passed_at == NINE + 4 * MINUTE


def test_what_may_not_be_opened_again(exam, cast):
    first = began(exam)
    with pytest.raises(services.GrantRefused) as caught:
        again(first, cast.hr)
    assert caught.value.code == "open"
    services.hand_in(attempt=first, at=NINE)
    second = began(exam)
    with pytest.raises(services.GrantRefused) as caught:
        again(first, cast.hr)
    assert caught.value.code == "not_last"
    answer_all(second)
    services.hand_in(attempt=second, at=NINE)
    with pytest.raises(services.GrantRefused) as caught:
        again(second, cast.hr)
    assert caught.value.code == "passed"


# The log of an attempt

def tell(client, attempt, **data):
    address = reverse("assessment:event", args=[attempt.pk])
    return client.post(address, json.dumps(data), content_type="application/json")


def test_leaving_is_noted_and_changes_nothing(exam, cast, clock_at, learner):
    attempt = began(exam)
    assert [tell(learner, attempt, kind=kind).status_code for kind in ("left", "left", "back")] == [200] * 3
    assert tell(learner, attempt, kind="network", seconds=95).status_code == 200
    assert kinds(attempt) == ["start", "left", "back", "network"]
    answer_all(attempt)
    assert services.hand_in(attempt=attempt, at=NINE).score == 100
    page = learner.get(url("result", attempt)).content.decode()
    assert "95" in page


@pytest.mark.parametrize("data", [
    {"kind": "start"}, {"kind": "minutes"}, {"kind": None}, {"kind": ["left"]}, {}, {"kind": "left", "seconds": -1},
    {"kind": "left", "seconds": 10**9}, {"kind": "left", "seconds": "5"}, {"kind": "left", "seconds": True},
])
def test_a_forged_event_is_refused(exam, learner, data):
    attempt = began(exam)
    assert tell(learner, attempt, **data).status_code == 400
    assert kinds(attempt) == ["start"]


def test_events_of_another_of_a_closed_and_of_another_device_are_refused(exam, cast, learner):
    attempt = began(exam)
    assert tell(device(cast.stranger), attempt, kind="left").status_code == 404
    services.take_over(attempt=attempt, seat="a" * 32, at=NINE)
    assert tell(learner, attempt, kind="left").status_code == 409
    services.hand_in(attempt=attempt, at=NINE)
    assert tell(learner, attempt, kind="left").status_code == 409
    assert kinds(attempt) == ["start", "take_over", "handed_in"]


def test_a_page_that_never_stops_telling_does_not_fill_the_log(exam, monkeypatch):
    monkeypatch.setattr("lms.assessment.services.events.MOST_REPORTED", 5)
    attempt = began(exam)
    for number in range(12):
        services.report(attempt=attempt, kind=("left", "back")[number % 2], seconds=None, at=NINE)
    assert len(kinds(attempt)) == 6


@pytest.mark.parametrize("model", [AttemptEvent, GradeEvent])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_keeps_events_and_grades_as_they_came(exam, model, verb):
    services.hand_in(attempt=began(exam), at=NINE)
    rows = model.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(at=NINE + MINUTE) if verb == "update" else rows._raw_delete("default")
    assert model.objects.filter(at=NINE).exists()


# The pages

def test_the_page_of_an_exam_shows_who_is_where(exam, cast, clock_at, sign_in):
    attempt = began(exam)
    answer(attempt)
    services.report(attempt=attempt, kind="left", seconds=None, at=NINE)
    enrolled(cast.stranger, exam.version)
    client = sign_in(cast.hr)
    page = client.get(reverse("assessment:watch", args=WATCH))
    rows = {row.staff_no: row for row in page.context["page"].rows}
    mine = rows["00101"]
    assert (mine.state, mine.remaining, mine.answered, mine.left) == ("live", 30, 1, 1)
    assert rows["00104"].state == "waiting"
    text = page.content.decode()
    assert "1 / 8" in text
    assert attempt.paper["items"][0]["stem"] not in text
    assert reverse("assessment:watch", args=WATCH) in client.get(reverse("assessment:running")).content.decode()


def test_an_invigilator_sees_his_units_people_only(exam, cast, invigilator, clock_at):
    mine, other = began(exam), services.start_attempt(enrolment=enrolled(cast.stranger, exam.version), at=NINE)
    client = browser(invigilator)
    text = client.get(reverse("assessment:watch", args=WATCH)).content.decode()
    assert "00101" in text
    assert "00104" not in text
    assert client.get(reverse("assessment:watch_attempt", args=[mine.pk])).status_code == 200
    assert client.get(reverse("assessment:watch_attempt", args=[other.pk])).status_code == 404
    assert client.post(reverse("assessment:minutes", args=[other.pk]), {"minutes": 5, "reason": "x"}).status_code == 404
    assert client.get(reverse("assessment:allowances")).status_code == 404
    assert Entry.objects.filter(action="assessment.refused").count() == 2


def test_hr_adds_minutes_and_opens_again_on_the_page(exam, cast, clock_at):
    attempt, client = began(exam), browser(cast.hr)
    sent = {"minutes": 5, "reason": "网络中断"}
    client.post(reverse("assessment:minutes", args=[attempt.pk]), sent)
    services.hand_in(attempt=attempt, at=NINE)
    client.post(reverse("assessment:reopen", args=[attempt.pk]), sent)
    attempt.refresh_from_db()
    assert (attempt.closed_at, attempt.deadline_at) == (None, NINE + 5 * MINUTE)
    assert "网络中断" in client.get(reverse("assessment:watch_attempt", args=[attempt.pk])).content.decode()


@pytest.mark.parametrize("sent", [
    {}, {"minutes": "x", "reason": "y"}, {"minutes": 5}, {"minutes": 10**9, "reason": "y"},
])
def test_a_bad_form_gives_nothing(exam, cast, clock_at, sent):
    attempt = began(exam)
    browser(cast.hr).post(reverse("assessment:minutes", args=[attempt.pk]), sent)
    attempt.refresh_from_db()
    assert attempt.deadline_at == NINE + 30 * MINUTE


def test_hr_grants_on_the_pages(exam, cast, clock_at):
    client = browser(cast.hr)
    client.post(reverse("assessment:appoint", args=WATCH), {"staff_no": "00102", "unit": "0101"})
    client.post(reverse("assessment:make_up", args=WATCH), {
        "opens_at": "2026-06-02T09:00", "closes_at": "2026-06-02T10:00", "attempts": 1, "reason": "请假",
        "people": "00101、"})
    client.post(reverse("assessment:allowances"), {
        "staff_no": "00101", "course": "t-01", "minutes": 15, "from_on": "2026-06-01", "reason": "视力"})
    text = client.get(reverse("assessment:watch", args=WATCH)).content.decode()
    assert "科长乙" in text
    assert "请假" in text
    assert "成绩取最高" in text
    assert MakeUpPlace.objects.get().enrolment == exam.enrolment
    assert "视力" in client.get(reverse("assessment:allowances")).content.decode()
    assert began(exam).deadline_at == NINE + 45 * MINUTE


def test_the_page_asks_as_often_for_forty_people_as_for_one(exam, cast, clock_at, sign_in):
    client, address = sign_in(cast.hr), reverse("assessment:watch", args=WATCH)
    began(exam)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(40):
        enrolment = enrolled(factories.person(f"考生{number}", cast.section), exam.version)
        services.start_attempt(enrolment=enrolment, at=NINE)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one)
