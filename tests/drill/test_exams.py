"""Exams and practice: wrong answers are taken in when they may be shown, and an open exam closes practice."""

import datetime as dt

import pytest
from django.urls import reverse

from lms.assessment.services import hand_in, save_answers, start_attempt
from lms.drill.models import Card, TakenIn
from lms.drill.services import reset, take_in_exams
from tests import factories
from tests.assessment.conftest import enrolled, right
from tests.drill.conftest import NINE, give, question

MINUTE = dt.timedelta(minutes=1)


def sat(person, *, wrong: int, shown: str = "after_each", code: str = "T-01"):
    """A closed attempt at the exam of a course, so many of its eight questions answered wrong."""
    version = factories.version(code, recipe=factories.recipe(answers_shown=shown))
    attempt = start_attempt(enrolment=enrolled(person, version), at=NINE)
    keys = right(attempt)
    answers = {number: ([] if number <= wrong else keys[number], False) for number in keys}
    save_answers(attempt=attempt, answers=answers, at=NINE)
    return hand_in(attempt=attempt, at=NINE + MINUTE)


def test_wrong_answers_are_taken_in_once(cast):
    factories.bank("B1")
    attempt = sat(cast.learner, wrong=3)
    first = take_in_exams(person=cast.learner, at=NINE)
    assert (first.taken, first.waiting, first.new) == (1, 0, 3)
    wrong = {item["question"] for item in attempt.paper["items"] if item["item"] <= 3}
    assert set(Card.objects.values_list("code", flat=True)) == wrong
    again = take_in_exams(person=cast.learner, at=NINE)
    assert (again.taken, again.new, Card.objects.count()) == (0, 0, 3)


def test_an_exam_that_does_not_show_its_answers_waits(cast):
    factories.bank("B1")
    sat(cast.learner, wrong=8, shown="never")
    done = take_in_exams(person=cast.learner, at=NINE)
    assert (done.taken, done.waiting, done.new) == (0, 1, 0)
    assert not TakenIn.objects.exists()


def test_somebody_elses_exam_is_not_taken_in(cast):
    factories.bank("B1")
    sat(cast.stranger, wrong=8)
    assert take_in_exams(person=cast.learner, at=NINE).taken == 0
    assert not Card.objects.exists()


def test_after_a_reset_they_can_be_taken_in_anew(cast):
    factories.bank("B1")
    sat(cast.learner, wrong=2)
    take_in_exams(person=cast.learner, at=NINE)
    reset(person=cast.learner)
    assert take_in_exams(person=cast.learner, at=NINE).new == 2


def test_the_book_offers_it_and_says_what_it_did(cast, learner):
    factories.bank("B1")
    sat(cast.learner, wrong=2)
    assert reverse("drill:take_in") in learner.get(reverse("drill:book")).content.decode()
    text = learner.post(reverse("drill:take_in"), follow=True).content.decode()
    assert "考试错题 2 道" in text
    assert reverse("drill:take_in") not in text


DOORS = [("get", "home", []), ("get", "question", ["due"]), ("get", "question", ["bank-P1"]), ("get", "book", []),
         ("post", "question", ["bank-P1"]), ("post", "take_in", []), ("post", "reset", [])]


@pytest.mark.parametrize(("method", "name", "args"), DOORS)
def test_an_open_exam_closes_practice(cast, learner, open_bank, method, name, args):
    factories.bank("B1")
    given = give(cast.learner, question(open_bank), "B")
    exam = enrolled(cast.learner, factories.version(recipe=factories.recipe()))
    start_attempt(enrolment=exam, at=NINE)
    answer = getattr(learner, method)(reverse(f"drill:{name}", args=args), {"sure": "1"})
    assert answer.status_code == (200 if method == "get" else 409)
    assert "考试" in answer.content.decode()
    assert "P1-S1" not in answer.content.decode()
    assert "选项A" not in learner.get(reverse("drill:answer", args=[given.pk])).content.decode()
    assert Card.objects.count() == 1
