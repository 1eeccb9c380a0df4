"""A task's page, one's requests and the answers, at their doors."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.common import clock
from lms.curricula.asks.models import Explanation, Request
from lms.curricula.asks.services import ask
from lms.curricula.models import Assignment
from lms.study.services import enrol
from tests.curricula.asking import give

DAY = dt.timedelta(days=1)


@pytest.fixture
def task(cast, make_curriculum):
    today = clock.today()
    return give(cast.learner, make_curriculum(), issued_on=today - 30 * DAY, due_on=today + 30 * DAY)


@pytest.fixture
def asked(task):
    return ask(assignment=task, kind="extension", reason="驻村帮扶", wanted_on=task.due_on + 10 * DAY, at=clock.now())


def address(name, row):
    return reverse(f"curricula:{name}", args=[row.pk])


def test_receipt_from_the_desk(task, cast, sign_in):
    client = sign_in(cast.learner)
    enrol(person=cast.learner, course=task.course, cycle="2026", at=clock.now())
    assert address("task", task) in client.get("/").content.decode()
    page = client.post(address("acknowledge", task), follow=True).content.decode()
    assert address("acknowledge", task) not in page
    task.refresh_from_db()
    assert task.acknowledged_at


def test_asking_and_taking_back(task, cast, sign_in):
    client = sign_in(cast.learner)
    sent = {"extension-wanted_on": f"{task.due_on + 9 * DAY}", "extension-reason": "驻村帮扶"}
    page = client.post(address("ask_extension", task), sent, follow=True).content.decode()
    made = Request.objects.get()
    assert "驻村帮扶" in page
    assert address("ask_extension", task) not in page
    assert "驻村帮扶" in client.get(reverse("curricula:my_requests")).content.decode()
    client.post(address("withdraw", made))
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_a_refused_question_keeps_what_was_typed(task, cast, sign_in):
    sent = {"extension-wanted_on": f"{task.due_on}", "extension-reason": "驻村帮扶"}
    page = sign_in(cast.learner).post(address("ask_extension", task), sent).content.decode()
    assert "alert-error" in page
    assert "驻村帮扶" in page
    assert not Request.objects.exists()


def test_an_exemption(task, cast, sign_in):
    sign_in(cast.learner).post(address("ask_exemption", task), {"exemption-reason": "持证"})
    assert Request.objects.get().kind == "exemption"


def test_saying_why_it_is_late(task, cast, sign_in):
    Assignment.objects.update(due_on=clock.today() - DAY)
    client = sign_in(cast.learner)
    assert address("explain", task) in client.get(address("task", task)).content.decode()
    client.post(address("explain", task), {"explanation-text": "集中攻坚"})
    assert Explanation.objects.get().text == "集中攻坚"
    assert "集中攻坚" in sign_in(cast.head).get(address("task", task)).content.decode()


def test_the_reason_is_for_whoever_answers(asked, task, cast, sign_in):
    seen = {
        name: "驻村帮扶" in sign_in(cast.everyone()[name]).get(address("task", task)).content.decode()
        for name in ("learner", "hr", "leader", "head", "supervision")
    }
    assert seen == {"learner": True, "hr": True, "leader": True, "head": False, "supervision": False}


def test_the_leader_answers(asked, task, cast, sign_in):
    client = sign_in(cast.leader)
    assert address("decide", asked) in client.get(reverse("curricula:requests")).content.decode()
    refused = client.post(address("decide", asked), {"verdict": "refused", "answer": ""})
    assert "alert-error" in refused.content.decode()
    client.post(address("decide", asked), {"verdict": "granted", "answer": "", "until": f"{task.due_on + 5 * DAY}"})
    task.refresh_from_db()
    assert task.due_on == clock.today() + 35 * DAY
    assert address("decide", asked) not in client.get(reverse("curricula:requests")).content.decode()


def test_a_leader_of_other_units_finds_nothing(asked, cast, sign_in):
    cast.leader.portfolio.update(department=cast.other_section)
    assert sign_in(cast.leader).get(address("decide", asked)).status_code == 404
    assert sign_in(cast.leader).post(address("decide", asked), {"verdict": "granted"}).status_code == 404
    assert Request.objects.pending().exists()
