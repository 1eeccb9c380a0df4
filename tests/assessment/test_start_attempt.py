import random

import pytest

from courses.models import Question
from courses.services import revise_question
from lms.assessment import services
from lms.assessment.models import Attempt
from lms.audit.models import Entry
from tests import factories
from tests.assessment.acts import answer_all, began
from tests.assessment.conftest import MARKED, MINUTE, NINE, enrolled, with_recipe


def test_start_freezes_the_paper_and_sets_the_servers_deadline(exam):
    attempt = began(exam)
    assert (attempt.number, len(attempt.paper["items"]), attempt.paper["total"]) == (1, 8, 100)
    assert attempt.deadline_at == NINE + 30 * MINUTE
    for one in Question.objects.filter(kind="single"):
        revise_question(one, stem=f"changed {one.code}", answer=["D"], state=Question.State.APPROVED)
    attempt.refresh_from_db()
    assert "changed" not in str(attempt.paper)
    assert Entry.objects.get(action="assessment.start").target == "T-01 00101 #1"


def test_start_twice_is_one_attempt(exam):
    assert began(exam) == began(exam, at=NINE + MINUTE)
    assert Attempt.objects.count() == 1
    assert Entry.objects.filter(action="assessment.start").count() == 1


def test_start_draws_only_current_questions_of_the_bank(exam):
    factories.bank("B2")
    old = Question.objects.get(bank__code="B1", code="B1-S1")
    Question.objects.filter(pk=old.pk).update(is_current=False)
    Question.objects.filter(code="B1-S2").update(retired=True)
    codes = {item["question"] for item in began(exam).paper["items"]}
    assert all(code.startswith("B1") for code in codes)
    assert not codes & {"B1-S1", "B1-S2"}


def test_start_closes_an_expired_attempt_first(exam):
    first = began(exam)
    answer_all(first)
    with pytest.raises(services.AttemptRefused, match=r"."):
        began(exam, at=NINE + 31 * MINUTE)
    first.refresh_from_db()
    assert (first.closed_by, first.passed, first.closed_at) == ("deadline", True, first.deadline_at)


def test_start_after_an_expired_empty_attempt_gives_the_second(exam):
    began(exam)
    assert began(exam, at=NINE + 31 * MINUTE).number == 2


def refused_code(exam, **changes) -> str:
    with pytest.raises(services.AttemptRefused) as caught:
        began(exam, **changes)
    assert str(caught.value)
    return caught.value.code


def test_start_is_refused_until_the_content_is_finished(cast, exam):
    waiting = enrolled(cast.stranger, exam.version, finished=False)
    with pytest.raises(services.AttemptRefused) as caught:
        services.start_attempt(enrolment=waiting, at=NINE)
    assert caught.value.code == "unfinished"
    assert not Attempt.objects.exists()


def test_start_is_refused_when_attempts_are_used_up(exam):
    for _ in range(2):
        services.hand_in(attempt=began(exam), at=NINE)
    assert refused_code(exam) == "used_up"


def test_start_is_refused_once_passed(exam):
    attempt = began(exam)
    answer_all(attempt)
    services.hand_in(attempt=attempt, at=NINE)
    assert refused_code(exam) == "passed"


@pytest.mark.parametrize("recipe", [None, MARKED])
def test_start_is_refused_where_there_is_no_exam(exam, recipe):
    assert refused_code(with_recipe(exam, recipe)) == "not_an_exam"


def test_a_bank_too_small_refuses_and_uses_nothing_up(exam):
    Question.objects.filter(kind="multi").update(retired=True)
    assert refused_code(exam) == "unservable"
    assert not Attempt.objects.exists()
    assert not Entry.objects.filter(action="assessment.start").exists()


def test_start_rolls_back_whole(exam, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("lms.audit.services.record", fail)
    with pytest.raises(RuntimeError):
        began(exam)
    assert not Attempt.objects.exists()


def test_papers_differ(exam, cast, monkeypatch):
    monkeypatch.setattr("lms.assessment.services.attempts.SystemRandom", lambda: random.Random(4))
    one = began(exam)
    monkeypatch.setattr("lms.assessment.services.attempts.SystemRandom", lambda: random.Random(9))
    two = services.start_attempt(enrolment=enrolled(cast.stranger, exam.version), at=NINE)
    assert one.paper["items"] != two.paper["items"]
