
import pytest

from lms.assessment.models import Response
from tests.assessment.acts import begin, form_of, save, url
from tests.assessment.conftest import MINUTE, NINE


def test_save_answers_with_time_and_revision(exam, learner, clock_at):
    attempt = begin(learner)
    clock_at(NINE + MINUTE)
    answer = save(learner, attempt)
    assert answer.json() == {"saved_at": "2026-06-01T09:01:00+08:00", "revision": 1, "remaining": 29 * 60}
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_save_writes_no_session(exam, learner, clock_at, django_assert_max_num_queries):
    """A start is never on the second; the session keeps whole seconds."""
    clock_at(NINE + MINUTE / 7)
    attempt = begin(learner)
    save(learner, attempt)
    with django_assert_max_num_queries(12) as log:
        save(learner, attempt, revision=2)
    assert not [query for query in log.captured_queries if query["sql"].startswith('UPDATE "django_session"')]


def test_save_of_an_older_revision_answers_the_saved_one(exam, learner):
    attempt = begin(learner)
    save(learner, attempt, revision=4)
    assert save(learner, attempt, revision=2, answer=["B"]).json()["revision"] == 4
    assert Response.objects.get().answer == ["A"]


def test_an_empty_object_asks_for_the_time_only(exam, learner):
    attempt = begin(learner)
    answer = learner.post(url("save", attempt), "{}", content_type="application/json")
    assert answer.json() == {"remaining": 30 * 60}
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "[]", "null", "1", "{", '{"item": 1}', '{"item": 99, "answer": ["A"], "flagged": false, "revision": 1}',
        '{"item": 1, "answer": "A", "flagged": false, "revision": 1}', "[" * 9000, "\x00", '{"item": NaN}',
        '{"item": 1, "answer": [{}], "flagged": false, "revision": 1}',
        '{"item": 1, "answer": ["A"], "flagged": false, "revision": 1e400}',
        '{"item": 1, "answer": ["' + "A" * 1_000_000 + '"], "flagged": false, "revision": 1}',
        '{"item": 1, "answer": ["' + "A" * 2_000_000 + '"], "flagged": false, "revision": 1}',
    ],
    ids=str.__len__,
)
def test_forged_saves_are_refused(exam, learner, body):
    attempt = begin(learner)
    answer = learner.post(url("save", attempt), body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert not Response.objects.exists()


def test_a_forged_form_saves_nothing(exam, learner):
    attempt = begin(learner)
    for answers in ({1: ["Z"]}, {1: ["A", "B", "C"]}, {1: ["A" * 900_000]}):
        learner.post(url("save", attempt), form_of(attempt, answers))
    assert learner.post(url("save", attempt), form_of(attempt, {1: "A" * 2_000_000})).status_code == 400
    assert not Response.objects.exists()


def test_an_answer_after_the_deadline_closes_the_attempt(exam, learner, clock_at):
    attempt = begin(learner)
    save(learner, attempt)
    clock_at(NINE + 30 * MINUTE)
    answer = save(learner, attempt, item=2)
    assert (answer.status_code, answer.json()["code"]) == (409, "deadline")
    attempt.refresh_from_db()
    assert attempt.closed_by == "deadline"
    assert Response.objects.count() == 1
    assert save(learner, attempt, item=2, revision=2).json()["code"] == "closed"
