"""Somebody else's attempt, an answer too late, the key before its time."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.assessment.models import Attempt, Response
from lms.audit.models import Entry
from tests.assessment.acts import answer_all, began, form_of, save, url
from tests.assessment.conftest import NINE, enrolled, right
from tests.attacks.conftest import browser

WRITES = ("save", "take_over", "hand_in")
OTHERS = ("stranger", "head", "leader", "hr", "supervision", "editor", "system_admin", "auditor", "inspector")


@pytest.mark.parametrize("who", OTHERS)
def test_anothers_attempt_does_not_exist(cast, exam, clock_at, who):
    attempt = began(exam)
    client = browser(getattr(cast, who))
    assert {client.get(url(name, attempt)).status_code for name in ("paper", "result")} == {404}
    assert {client.post(url(name, attempt), form_of(attempt, right(attempt))).status_code for name in WRITES} == {404}
    attempt.refresh_from_db()
    assert (attempt.closed_at, attempt.seat, Response.objects.count()) == (None, "", 0)
    assert Entry.objects.filter(action="assessment.refused", result="refused").count() == 5


@pytest.mark.parametrize("late", [0, 1, 10**6])
@pytest.mark.parametrize("how", ["form", "json", "hand in"])
def test_an_answer_after_the_deadline_counts_nothing(cast, exam, clock_at, how, late):
    attempt = began(exam)
    clock_at(attempt.deadline_at + dt.timedelta(seconds=late))
    client, sent = browser(cast.learner), form_of(attempt, right(attempt))
    if how == "json":
        assert save(client, attempt).status_code == 409
    else:
        client.post(url("save" if how == "form" else "hand_in", attempt), sent)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.closed_at, Response.objects.count()) == (0, attempt.deadline_at, 0)


def test_a_closed_attempt_takes_no_answer(cast, exam, clock_at):
    attempt, client = began(exam), browser(cast.learner)
    client.post(url("hand_in", attempt), {})
    assert save(client, attempt).status_code == 409
    client.post(url("hand_in", attempt), form_of(attempt, right(attempt)))
    attempt.refresh_from_db()
    assert (attempt.score, Response.objects.count()) == (0, 0)


def test_no_exam_before_the_content_is_finished(cast, exam, clock_at):
    enrolled(cast.stranger, exam.version, finished=False)
    client = browser(cast.stranger)
    assert client.post(url("start"), {"pledge": "1"}).url == url("intro")
    assert not Attempt.objects.exists()


def test_the_key_never_leaves_while_the_attempt_is_live(cast, exam, clock_at):
    """Neither the page, nor a save, nor the page of another device tells what is right."""
    first = began(exam)
    answer_all(first)
    attempt, client = first, browser(cast.learner)
    for item in attempt.paper["items"]:
        item |= {"explanation": "只有结果页才有的解析", "article": "只有结果页才有的条文"}
    attempt.save()
    pages = [client.get(url("paper", attempt)), client.get(url("result", attempt), follow=True),
             client.get(url("intro")), save(client, attempt, revision=9),
             client.get(reverse("study:lesson", args=["T-01", "T-01-L1"]))]
    for page in pages:
        told = page.content.decode() + str(page.headers)
        assert "只有结果页才有的" not in told
        assert '"answer":' not in told
        assert not any(item["question"] in told for item in attempt.paper["items"])


def test_another_device_sees_no_question_before_it_takes_over(cast, exam, clock_at):
    attempt = began(exam, seat="a" * 32)
    page = browser(cast.learner).get(url("paper", attempt)).content.decode()
    assert not any(item["stem"] in page for item in attempt.paper["items"])
    assert save(browser(cast.learner), attempt).status_code == 409


@pytest.mark.parametrize("changes", [
    {"item": 999}, {"item": True}, {"item": None}, {"item": 1e300}, {"answer": ["Z"]}, {"answer": "A"},
    {"answer": [["A"]]}, {"answer": ["A"] * 4000}, {"answer": {"A": 1}}, {"revision": 10**30}, {"revision": -1},
    {"revision": "1"}, {"flagged": 1}, {"answer": ["\x00"]},
], ids=lambda changes: str(changes)[:30])
def test_a_forged_save_is_refused(cast, exam, clock_at, changes):
    assert save(browser(cast.learner), began(exam), **changes).status_code == 400
    assert not Response.objects.exists()


def test_who_lost_his_account_stops_answering(cast, exam, clock_at):
    attempt, client = began(exam), browser(cast.learner)
    type(cast.learner).objects.filter(pk=cast.learner.pk).update(is_active=False)
    assert save(client, attempt).status_code == 302
    assert not Response.objects.exists()
    assert attempt.started_at == NINE
